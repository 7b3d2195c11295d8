package dev.tare.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the table, with a file that is the credential and near misses that are not. */
class CredentialTest {

    private static final String BODY = "MIIEpAIBAAKCAQEAtZp1Ksomethingthatlookslikeakey0123456789abcdef";
    private static final String PEM = "-----BEGIN RSA PRIVATE KEY-----\n" + BODY + "\n-----END RSA PRIVATE KEY-----\n";
    private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----\n" + BODY + "\n-----END CERTIFICATE-----\n";
    private static final String TOKEN = "0123456789abcdefghijABCDEFGHIJ012345";
    private static final String SERVICE_ACCOUNT =
            "{\n  \"type\": \"service_account\",\n  \"private_key\": \"-----BEGIN PRIVATE KEY-----\\nMII\"\n}";

    /** A file and what it is. */
    record Case(String path, byte[] content, Credential credential) {
        @Override
        public String toString() {
            return path + " is " + credential;
        }
    }

    private static Case is(Credential credential, String path, String content) {
        return new Case(path, content.getBytes(StandardCharsets.ISO_8859_1), credential);
    }

    private static Case not(String path, String content) {
        return is(Credential.NONE, path, content);
    }

    private static String hex(String digits) {
        return new String(HexFormat.of().parseHex(digits), StandardCharsets.ISO_8859_1);
    }

    private static final List<Case> CASES = List.of(
            is(Credential.PRIVATE_KEY, "root/.ssh/id_rsa", PEM),
            is(Credential.PRIVATE_KEY, "etc/odd name", PEM),
            is(Credential.PRIVATE_KEY, "etc/server.pem", CERTIFICATE + PEM),
            is(Credential.PRIVATE_KEY, "etc/tls.key", PEM.replace("RSA ", "ENCRYPTED ")),
            is(Credential.PRIVATE_KEY, "k", PEM.replace("RSA", "OPENSSH")),
            is(Credential.PRIVATE_KEY, "k", PEM.replace("KEY-----\nM", "KEY-----\nProc-Type: 4,ENCRYPTED\n\nM")),
            is(Credential.PRIVATE_KEY, "k", PEM.replace("RSA PRIVATE KEY", "PGP PRIVATE KEY BLOCK")),
            is(Credential.PRIVATE_KEY, "k", "PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\nabc\n"),
            is(Credential.PRIVATE_KEY, "k", "# created: 2024\n# public key: age1\nAGE-SECRET-KEY-1" + "Q".repeat(58)),
            not("root/.ssh/id_rsa.pub", "ssh-rsa " + BODY),
            not("root/.ssh/id_rsa", ""),
            not("root/.ssh/id_list.py", "import os\n"),
            not("etc/ssl/certs/ca.pem", CERTIFICATE),
            not("k", CERTIFICATE + CERTIFICATE),
            not("doc.pem", "-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----\n"),
            not("test.txt", "see " + PEM),
            not("k", PEM.replace("PRIVATE", "PUBLIC")),
            not("app/node_modules/x/test/fixtures/server.key", PEM),
            is(Credential.PRIVATE_KEY, "app/test/server.key", PEM),
            is(Credential.GNUPG_KEY, "root/.gnupg/private-keys-v1.d/AB.key", "(21:protected-private-key(3:rsa"),
            is(Credential.GNUPG_KEY, "k.key", "Created: 2024\nKey: (protected-private-key (rsa"),
            not("root/.gnupg/private-keys-v1.d/AB.key", "(20:shadowed-private-key(3:rsa"),
            is(Credential.KEY_STORE, "a.jks", hex("feedfeed00000002000000010000000100036162630000000000000000")),
            is(
                    Credential.KEY_STORE,
                    "a.jks",
                    hex("feedfeed0000000200000002" + "00000002" + "000161" + "0000000000000000" + "000158" + "00000001"
                            + "ff" + "00000001")),
            is(Credential.KEY_STORE, "a.p12", hex("3082") + "x" + hex("2a864886f70d010c0a0102")),
            not("trust.jks", hex("feedfeed00000002000000010000000200016100000000000000000001580000000199")),
            not("trust.p12", hex("3082") + "x" + hex("2a864886f70d010c0a0103")),
            is(Credential.AWS, "root/.aws/credentials", "[default]\naws_secret_access_key = " + TOKEN),
            is(
                    Credential.AWS,
                    "root/.aws/credentials",
                    "[default]\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            is(
                    Credential.PRIVATE_KEY,
                    "root/.ssh/id_rsa",
                    "-----BEGIN OPENSSH PRIVATE KEY-----\nshort\n-----END OPENSSH PRIVATE KEY-----\n"),
            is(Credential.PRIVATE_KEY, "any", "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\n"),
            not("any", "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n"),
            not("any", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"),
            is(Credential.GIT, "root/.git-credentials", "https://user:password@git.example\n"),
            is(Credential.ENVIRONMENT, "app/.env", "SECRET_KEY=abc123"),
            is(Credential.ENVIRONMENT, "app/.env", "\u00ef\u00bb\u00bfDB_PASSWORD=hunter2xyz\n"),
            is(Credential.VAULT, "root/.vault-token", "hvs.abcdef\n"),
            is(Credential.AZURE, "root/.azure/accessTokens.json", "[{\"accessToken\":\"abc1\"}]"),
            is(Credential.ENVIRONMENT, "app/.env", "PORT=1\nAPI_KEY=\"abc123\""),
            is(Credential.ENVIRONMENT, "app/.env", "DB_PASS=abc123"),
            is(Credential.ENVIRONMENT, "app/.env.production", "export JWT_SECRET='abc123'"),
            is(Credential.ENVIRONMENT, "app/.env", "DATABASE_URL=postgres://u:p1@db/x"),
            is(Credential.ENVIRONMENT, "app/.env", "AWS_ACCESS_KEY_ID=AKIA1\nAWS_SECRET_ACCESS_KEY=abc123"),
            is(Credential.ENVIRONMENT, "app/.env", "STRIPE_SECRET_KEY=sk_live_abc"),
            is(Credential.ENVIRONMENT, "app/.env", "GITHUB_TOKEN=ghp_abc123"),
            is(Credential.ENVIRONMENT, "app/.env", "ENCRYPTION_KEY=abc123"),
            is(Credential.NETRC, "root/.netrc", "machine h\nlogin u\npassword p1\n"),
            is(Credential.REGISTRY, "root/.docker/config.json", "{\"auths\":{\"h\":{\"auth\":\"dTpw\"}}}"),
            is(Credential.KUBERNETES, "root/.kube/config", "users:\n- user:\n    token: abc\n"),
            is(Credential.POSTGRESQL, "root/.pgpass", "h:5432:db:u:p1\n"),
            is(Credential.PYPI, "root/.pypirc", "[pypi]\nusername = u\npassword = p1\n"),
            not("root/.aws/config", "[default]\nregion = eu-west-1\n# aws_secret_access_key = " + TOKEN),
            not("root/credentials", "aws_secret_access_key = " + TOKEN),
            is(Credential.GOOGLE_SERVICE_ACCOUNT, "app/any.json", SERVICE_ACCOUNT),
            is(Credential.GOOGLE_SERVICE_ACCOUNT, "key", SERVICE_ACCOUNT.replace("MII", BODY)),
            not("usr/local/go/src/crypto/tls/testdata/example-key.pem", PEM),
            not("app/any.json", "{\"type\": \"module\", \"private_key\": \"x\"}"),
            not("app/any.json", SERVICE_ACCOUNT.replaceFirst("-----BEGIN.*MII", "<key>")),
            is(
                    Credential.GOOGLE_LOGIN,
                    "root/.config/gcloud/application_default_credentials.json",
                    "{\"refresh_token\": \"1//abc\"}"),
            not("root/application_default_credentials.json", "{\"refresh_token\": \"\"}"),
            is(Credential.AZURE, "root/.azure/accessTokens.json", "[{\"refreshToken\": \"abc\"}]"),
            not("root/.azure/accessTokens.json", "[]"),
            is(Credential.KUBERNETES, "root/.kube/config", "users:\n- user:\n    client-key-data: LS0tLS1\n"),
            is(Credential.KUBERNETES, "kubeconfig", "users:\n- user:\n    token: abc\n"),
            not("root/.kube/config", "clusters:\n- cluster:\n    certificate-authority-data: LS0\n    tokenFile: /x\n"),
            is(Credential.KUBERNETES_TOKEN, "var/run/secrets/kubernetes.io/serviceaccount/token", "eyJhbGciOi"),
            not("usr/lib/python/token", "eyJhbGciOi"),
            is(Credential.REGISTRY, "root/.docker/config.json", "{\"auths\":{\"h\":{\"auth\":\"dTpw\"}}}"),
            is(
                    Credential.REGISTRY,
                    "root/.docker/config.json",
                    "{\"auths\": {\n\"h\": {\n\"identitytoken\": \"x1\"}}}"),
            not("root/.docker/config.json", "{\"auths\":{\"h\":{}},\"credsStore\":\"desktop\"}"),
            not("root/.docker/config.json", "{\"auths\":{\"h\":{\"auth\":\"\"}}}"),
            not("etc/config.json", "{\"auths\":{\"h\":{\"auth\":\"dTpw\"}}}"),
            is(Credential.GITHUB, "tmp/anything", "ghp_" + TOKEN + "\n"),
            not("tmp/anything", "ghp_" + TOKEN + " is a token"),
            not("tmp/anything", "ghost\n"),
            is(Credential.GITHUB_LOGIN, "root/.config/gh/hosts.yml", "github.com:\n    oauth_token: gho_1\n"),
            not("root/.config/gh/hosts.yml", "github.com:\n    user: me\n"),
            is(Credential.GITLAB, "tmp/t", "glpat-0123456789abcdefghij"),
            not("tmp/t", "glpat-"),
            is(Credential.GITLAB_LOGIN, "root/.config/glab-cli/config.yml", "token: abc\n"),
            not("root/.config/glab-cli/config.yml", "token:\nhost: a\n"),
            is(Credential.NPM, "root/.npmrc", "//registry.example/:_authToken=npm_abc\n"),
            is(Credential.NPM, "app/.npmrc", "registry=https://u:hunter2@registry.example/\n"),
            is(Credential.NPM, ".yarnrc.yml", "npmAuthToken: \"abc\"\n"),
            not("root/.npmrc", "registry=https://registry.example/\n"),
            not("root/.npmrc", "//registry.example/:_authToken=${NPM_TOKEN}\n"),
            not("root/.npmrc", "; //registry.example/:_authToken=abc\n"),
            not("root/.npmrc.example", "//registry.example/:_authToken=abc\n"),
            is(Credential.PYPI, "root/.pypirc", "[pypi]\nusername = __token__\npassword = pypi-abc\n"),
            is(Credential.PYPI, "etc/pip.conf", "[global]\nindex-url = https://u:hunter2@h/simple\n"),
            not("root/.pypirc", "[pypi]\nusername = me\n"),
            not("etc/pip.conf", "[global]\nindex-url = https://h/simple\n"),
            is(Credential.CARGO, "root/.cargo/credentials.toml", "[registry]\ntoken = \"abc\"\n"),
            not("root/.cargo/credentials.toml", "[registry]\ntoken = \"\"\n"),
            is(Credential.RUBYGEMS, "root/.gem/credentials", "---\n:rubygems_api_key: abc\n"),
            not("root/.gem/credentials", "---\n"),
            is(Credential.MAVEN, "root/.m2/settings.xml", "<server><password>hunter2</password></server>"),
            not("usr/share/maven/conf/settings.xml", "<!-- <password>hunter2</password> --><a/>"),
            not("root/.m2/settings.xml", "<password>${env.TOKEN}</password><password>{COQLCE6DU6GtcS5P=}</password>"),
            is(Credential.GRADLE, "root/.gradle/gradle.properties", "signing.password=hunter2\n"),
            not("app/gradle.properties", "org.gradle.jvmargs=-Xmx1g\n"),
            is(Credential.NUGET, "NuGet.Config", "<add key=\"ClearTextPassword\" value=\"hunter2\" />"),
            not("nuget.config", "<add key=\"ClearTextPassword\" value=\"%TOKEN%\" /><add key=\"x\" value=\"y\"/>"),
            is(
                    Credential.COMPOSER,
                    "app/auth.json",
                    "{\"http-basic\":{\"h\":{\"username\":\"u\",\"password\":\"hunter2\"}}}"),
            is(Credential.COMPOSER, "root/.composer/auth.json", "{\"github-oauth\": {\"github.com\": \"abc\"}}"),
            not("app/auth.json", "{\"github-oauth\": {}, \"a\": {\"b\": \"c\"}}"),
            is(Credential.GIT, "root/.git-credentials", "https://me:hunter2@github.com\n"),
            is(Credential.GIT, "root/.git-credentials", "https://ghp_" + TOKEN + "@github.com\n"),
            is(Credential.GIT, "app/.git/config", "[remote]\nurl = https://me:hunter2@github.com/a\n"),
            is(Credential.GIT, "app/.git/config", "[http]\n\textraheader = AUTHORIZATION: basic eDp5\n"),
            not("root/.gitconfig", "[url \"ssh://git@github.com/\"]\n\tinsteadOf = https://me@github.com/\n"),
            is(Credential.GIT_REPOSITORY, "app/.git/config", "[remote]\nurl = https://github.com/a\n"),
            is(Credential.GIT_REPOSITORY, "app/.git/objects/ab/cdef", "x"),
            not("app/sub/.git", "gitdir: ../.git/modules/sub\n"),
            not("app/.github/workflows/ci.yml", "x"),
            is(Credential.NETRC, "root/.netrc", "machine h login me password hunter2\n"),
            is(Credential.NETRC, "root/.netrc", "machine h\n  login me\n  password\n hunter2\n"),
            not("root/.netrc", "machine h login me\n# password hunter2\n"),
            is(Credential.POSTGRESQL, "root/.pgpass", "*:*:*:me:hunter2\n"),
            not("root/.pgpass", "# host:port:db:user:hunter2\n*:*:*:me:\n"),
            is(Credential.MYSQL, "root/.my.cnf", "[client]\npassword=\"hunter2\"\n"),
            not("root/.my.cnf", "[client]\nuser=me\npassword=\n"),
            is(Credential.VAULT, "root/.vault-token", "hvs.CAESIJ0123456789abcdef"),
            not("root/.vault-token", "\n"),
            is(Credential.TERRAFORM, "root/.terraformrc", "credentials \"h\" {\n  token = \"abc.atlasv1\"\n}\n"),
            not("root/.terraformrc", "plugin_cache_dir = \"x\"\n"),
            is(Credential.RAILS, "app/config/master.key", "0123456789abcdef0123456789abcdef\n"),
            not("app/other/master.key", "0123456789abcdef0123456789abcdef\n"),
            is(Credential.KEEPASS, "a.kdbx", hex("03d9a29a67fb4bb5")),
            not("a.kdbx", "text"),
            is(Credential.HTPASSWD, "etc/nginx/.htpasswd", "me:$apr1$abc$def\n"),
            not("usr/bin/htpasswd", "\u007fELF:::\n"),
            is(Credential.ENVIRONMENT, "app/.env", "A=b\nexport DB_PASSWORD='hunter2'\n"),
            is(Credential.ENVIRONMENT, "app/.env.production", "DATABASE_URL=postgres://u:hunter2@h/d\n"),
            is(Credential.ENVIRONMENT, "app/prod.env", "STRIPE_SECRET_KEY=sk_live_1\n"),
            not("app/.env.example", "DB_PASSWORD=hunter2\n"),
            not("app/.env.sample", "DB_PASSWORD=hunter2\n"),
            not("app/.env.template", "DB_PASSWORD=hunter2\n"),
            not("app/.env.dist", "DB_PASSWORD=hunter2\n"),
            not("app/.env", """
                    DB_PASSWORD=
                    A_TOKEN=changeme
                    B_TOKEN=your-token
                    C_TOKEN=<token>
                    D_TOKEN=xxxx
                    E_TOKEN=${TOKEN}
                    F_TOKEN=example
                    # G_TOKEN=hunter2
                    GPG_KEY=ABCD
                    TOKEN_TTL=10
                    PASSWORD_FILE=/run/x
                    GOOGLE_APPLICATION_CREDENTIALS=/app/key.json
                    URL=http://h:1/
                    """),
            not("etc/shadow", "root:$6$abc$def:19000:0:99999:7:::\n"));

    static Stream<Case> cases() {
        return CASES.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isToldByNameAndContent(Case it) throws IOException {
        assertThat(Blobs.index(new RawTar().file(it.path(), it.content())).credential(0))
                .isEqualTo(it.credential());
    }

    @Test
    void everyRowHasACase() {
        var shown = EnumSet.noneOf(Credential.class);
        CASES.forEach(it -> shown.add(it.credential()));
        assertThat(shown).isEqualTo(EnumSet.allOf(Credential.class));
    }

    @Test
    void isFoundWhereverTheBytesOfTheLayerBreak() throws IOException {
        byte[] tar = new RawTar()
                .file("a", PEM)
                .file("b.json", SERVICE_ACCOUNT)
                .file("c", "ghp_" + TOKEN)
                .file("d/.env", "A_TOKEN=hunter2")
                .bytes();
        for (int piece : new int[] {1, 3, 511, 513}) {
            var index = Blobs.index(tar, piece);
            assertThat(List.of(index.credential(0), index.credential(1), index.credential(2), index.credential(3)))
                    .containsExactly(
                            Credential.PRIVATE_KEY,
                            Credential.GOOGLE_SERVICE_ACCOUNT,
                            Credential.GITHUB,
                            Credential.ENVIRONMENT);
        }
    }

    @Test
    void aSparseFileIsReadWithItsHoles() throws IOException {
        String hole = "1000";
        var index = Blobs.index(new RawTar()
                .pax("GNU.sparse.size", "" + (1000 + PEM.length()), "GNU.sparse.map", hole + "," + PEM.length())
                .file("late.pem", PEM)
                .pax("GNU.sparse.size", "" + (PEM.length() + 100), "GNU.sparse.map", "0," + PEM.length())
                .file("first", PEM));
        assertThat(index.credential(0)).isEqualTo(Credential.PRIVATE_KEY);
        assertThat(index.credential(1)).isEqualTo(Credential.PRIVATE_KEY);
    }

    @Test
    void onlyTheBeginningOfAFileIsLookedAt() throws IOException {
        var index = Blobs.index(new RawTar()
                .file("near.pem", "x".repeat(Head.LIMIT - PEM.length()) + PEM)
                .file("far.pem", "x".repeat(Head.LIMIT) + PEM)
                .file("next", "nothing"));
        assertThat(index.credential(0)).isEqualTo(Credential.PRIVATE_KEY);
        assertThat(index.credential(1)).isEqualTo(Credential.NONE);
        assertThat(index.credential(2)).isEqualTo(Credential.NONE);
    }

    /** An image may have thousands of them, and each is looked at. */
    @Tag("slow")
    @Test
    void manyFilesOfPlaceholdersCostLittle() throws IOException {
        for (var hostile : Map.of(
                        "other", "_auth=<_auth=<",
                        ".npmrc", "_auth=<_auth=<",
                        "app/.env", "A_TOKEN=\n",
                        ".netrc", "password xxx ",
                        ".git-credentials", "://a:$@",
                        "id_rsa", "-----BEGIN PRIVATE KEY-----x: y",
                        "nuget.config", "\"ClearTextPassword\"",
                        ".pgpass", "a:b:c:d:\n")
                .entrySet()) {
            byte[] content = hostile.getValue()
                    .repeat(Head.LIMIT / hostile.getValue().length())
                    .getBytes(StandardCharsets.US_ASCII);
            var tar = new RawTar();
            for (int i = 0; i < 500; i++) {
                tar.file("d" + i + "/" + hostile.getKey(), content);
            }
            byte[] bytes = tar.bytes();
            long start = System.nanoTime();
            assertThat(Blobs.index(bytes, 1 << 16).credential(0)).isEqualTo(Credential.NONE);
            long took = (System.nanoTime() - start) / 1_000_000;
            assertThat(took).as(hostile.getKey()).isLessThan(2_500);
        }
    }

    @Tag("slow")
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void hostileContentTakesNoLongerThanItIsLong() {
        var names = new ArrayList<String>();
        CASES.forEach(it -> names.add(it.path()));
        for (String unit : List.of(
                "a",
                " ",
                "\n",
                "-",
                "-----BEGIN ",
                "-----BEGIN PRIVATE KEY-----\n",
                "://",
                "://a@",
                "://a:",
                "<!--",
                "<password>",
                "token",
                "token:",
                "token: ${",
                "\"auth\":\"\"",
                "password ",
                "a:",
                "\\:",
                "A_TOKEN=\n",
                "\"ClearTextPassword\"",
                "Authorization: extraheader ",
                "{",
                "\"github-oauth\"",
                "_authToken=",
                "_auth=<_auth=<",
                "://a:$@",
                "password xxx ",
                "<password>x",
                "ABCDE=b\n",
                "a:b:c:d:\n",
                "authorization: extraheader\n",
                "-----BEGIN PRIVATE KEY-----x: ")) {
            byte[] content = unit.repeat(Head.LIMIT / unit.length()).getBytes(StandardCharsets.US_ASCII);
            var tar = new RawTar();
            names.stream().distinct().forEach(name -> tar.file(name, content));
            long start = System.nanoTime();
            try {
                assertThat(Blobs.index(tar).size()).isPositive();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            assertThat((System.nanoTime() - start) / 1_000_000).as(unit).isLessThan(10_000);
        }
    }
}
