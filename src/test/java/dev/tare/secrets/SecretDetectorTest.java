package dev.tare.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.layer.Blobs;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the table, with a file that is the credential and near misses that are not. */
class SecretDetectorTest {

    private static final String BODY = "MIIEpAIBAAKCAQEAtZp1Ksomethingthatlookslikeakey0123456789abcdef";
    private static final String PEM = "-----BEGIN RSA PRIVATE KEY-----\n" + BODY + "\n-----END RSA PRIVATE KEY-----\n";
    private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----\n" + BODY + "\n-----END CERTIFICATE-----\n";
    private static final String TOKEN = "0123456789abcdefghijABCDEFGHIJ012345";
    private static final String SERVICE_ACCOUNT =
            "{\n  \"type\": \"service_account\",\n  \"private_key\": \"-----BEGIN PRIVATE KEY-----\\nMII\"\n}";

    /** A file and what it is. */
    record Case(String path, byte[] content, String id) {
        @Override
        public String toString() {
            return path + " is " + (id.isEmpty() ? "harmless" : id);
        }
    }

    private static Case is(String id, String path, String content) {
        return new Case(path, content.getBytes(StandardCharsets.ISO_8859_1), id);
    }

    private static Case not(String path, String content) {
        return is("", path, content);
    }

    private static String hex(String digits) {
        return new String(HexFormat.of().parseHex(digits), StandardCharsets.ISO_8859_1);
    }

    private static final List<Case> CASES = List.of(
            is("private-key", "root/.ssh/id_rsa", PEM),
            is("private-key", "etc/odd name", PEM),
            is("private-key", "etc/server.pem", CERTIFICATE + PEM),
            is("private-key", "etc/tls.key", PEM.replace("RSA ", "ENCRYPTED ")),
            is("private-key", "k", PEM.replace("RSA", "OPENSSH")),
            is("private-key", "k", PEM.replace("KEY-----\nM", "KEY-----\nProc-Type: 4,ENCRYPTED\n\nM")),
            is("private-key", "k", PEM.replace("RSA PRIVATE KEY", "PGP PRIVATE KEY BLOCK")),
            is("private-key", "k", "PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\nabc\n"),
            is("private-key", "k", "# created: 2024\n# public key: age1\nAGE-SECRET-KEY-1" + "Q".repeat(58)),
            not("root/.ssh/id_rsa.pub", "ssh-rsa " + BODY),
            not("root/.ssh/id_rsa", ""),
            not("root/.ssh/id_list.py", "import os\n"),
            not("etc/ssl/certs/ca.pem", CERTIFICATE),
            not("k", CERTIFICATE + CERTIFICATE),
            not("doc.pem", "-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----\n"),
            not("test.txt", "see " + PEM),
            not("k", PEM.replace("PRIVATE", "PUBLIC")),
            not("app/node_modules/x/test/fixtures/server.key", PEM),
            is("private-key", "app/test/server.key", PEM),
            is("gnupg-key", "root/.gnupg/private-keys-v1.d/AB.key", "(21:protected-private-key(3:rsa"),
            is("gnupg-key", "k.key", "Created: 2024\nKey: (protected-private-key (rsa"),
            not("root/.gnupg/private-keys-v1.d/AB.key", "(20:shadowed-private-key(3:rsa"),
            is("key-store", "a.jks", hex("feedfeed00000002000000010000000100036162630000000000000000")),
            is(
                    "key-store",
                    "a.jks",
                    hex("feedfeed0000000200000002" + "00000002" + "000161" + "0000000000000000" + "000158" + "00000001"
                            + "ff" + "00000001")),
            is("key-store", "a.p12", hex("3082") + "x" + hex("2a864886f70d010c0a0102")),
            not("trust.jks", hex("feedfeed00000002000000010000000200016100000000000000000001580000000199")),
            not("trust.p12", hex("3082") + "x" + hex("2a864886f70d010c0a0103")),
            is("aws", "root/.aws/credentials", "[default]\naws_secret_access_key = " + TOKEN),
            is(
                    "aws",
                    "root/.aws/credentials",
                    "[default]\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            is(
                    "private-key",
                    "root/.ssh/id_rsa",
                    "-----BEGIN OPENSSH PRIVATE KEY-----\nshort\n-----END OPENSSH PRIVATE KEY-----\n"),
            is("private-key", "any", "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\n"),
            not("any", "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n"),
            not("any", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"),
            is("git", "root/.git-credentials", "https://user:password@git.example\n"),
            is("environment", "app/.env", "SECRET_KEY=abc123"),
            is("environment", "app/.env", "\u00ef\u00bb\u00bfDB_PASSWORD=hunter2xyz\n"),
            is("vault", "root/.vault-token", "hvs.abcdef\n"),
            is("azure", "root/.azure/accessTokens.json", "[{\"accessToken\":\"abc1\"}]"),
            is("environment", "app/.env", "PORT=1\nAPI_KEY=\"abc123\""),
            is("environment", "app/.env", "DB_PASS=abc123"),
            is("environment", "app/.env.production", "export JWT_SECRET='abc123'"),
            is("environment", "app/.env", "DATABASE_URL=postgres://u:p1@db/x"),
            is("environment", "app/.env", "AWS_ACCESS_KEY_ID=AKIA1\nAWS_SECRET_ACCESS_KEY=abc123"),
            is("environment", "app/.env", "STRIPE_SECRET_KEY=sk_live_abc"),
            is("environment", "app/.env", "GITHUB_TOKEN=ghp_abc123"),
            is("environment", "app/.env", "ENCRYPTION_KEY=abc123"),
            is("netrc", "root/.netrc", "machine h\nlogin u\npassword p1\n"),
            is("registry", "root/.docker/config.json", "{\"auths\":{\"h\":{\"auth\":\"dTpw\"}}}"),
            is("kubernetes", "root/.kube/config", "users:\n- user:\n    token: abc\n"),
            is("postgresql", "root/.pgpass", "h:5432:db:u:p1\n"),
            is("pypi", "root/.pypirc", "[pypi]\nusername = u\npassword = p1\n"),
            not("root/.aws/config", "[default]\nregion = eu-west-1\n# aws_secret_access_key = " + TOKEN),
            not("root/credentials", "aws_secret_access_key = " + TOKEN),
            is("google-service-account", "app/any.json", SERVICE_ACCOUNT),
            is("google-service-account", "key", SERVICE_ACCOUNT.replace("MII", BODY)),
            not("usr/local/go/src/crypto/tls/testdata/example-key.pem", PEM),
            not("app/any.json", "{\"type\": \"module\", \"private_key\": \"x\"}"),
            not("app/any.json", SERVICE_ACCOUNT.replaceFirst("-----BEGIN.*MII", "<key>")),
            is("google", "root/.config/gcloud/application_default_credentials.json", "{\"refresh_token\": \"1//abc\"}"),
            not("root/application_default_credentials.json", "{\"refresh_token\": \"\"}"),
            is("azure", "root/.azure/accessTokens.json", "[{\"refreshToken\": \"abc\"}]"),
            not("root/.azure/accessTokens.json", "[]"),
            is("kubernetes", "root/.kube/config", "users:\n- user:\n    client-key-data: LS0tLS1\n"),
            is("kubernetes", "kubeconfig", "users:\n- user:\n    token: abc\n"),
            not("root/.kube/config", "clusters:\n- cluster:\n    certificate-authority-data: LS0\n    tokenFile: /x\n"),
            is("kubernetes-token", "var/run/secrets/kubernetes.io/serviceaccount/token", "eyJhbGciOi"),
            not("usr/lib/python/token", "eyJhbGciOi"),
            is("registry", "root/.docker/config.json", "{\"auths\":{\"h\":{\"auth\":\"dTpw\"}}}"),
            is("registry", "root/.docker/config.json", "{\"auths\": {\n\"h\": {\n\"identitytoken\": \"x1\"}}}"),
            not("root/.docker/config.json", "{\"auths\":{\"h\":{}},\"credsStore\":\"desktop\"}"),
            not("root/.docker/config.json", "{\"auths\":{\"h\":{\"auth\":\"\"}}}"),
            not("etc/config.json", "{\"auths\":{\"h\":{\"auth\":\"dTpw\"}}}"),
            is("github", "tmp/anything", "ghp_" + TOKEN + "\n"),
            not("tmp/anything", "ghp_" + TOKEN + " is a token"),
            not("tmp/anything", "ghost\n"),
            is("github", "root/.config/gh/hosts.yml", "github.com:\n    oauth_token: gho_1\n"),
            not("root/.config/gh/hosts.yml", "github.com:\n    user: me\n"),
            is("gitlab", "tmp/t", "glpat-0123456789abcdefghij"),
            not("tmp/t", "glpat-"),
            is("gitlab", "root/.config/glab-cli/config.yml", "token: abc\n"),
            not("root/.config/glab-cli/config.yml", "token:\nhost: a\n"),
            is("npm", "root/.npmrc", "//registry.example/:_authToken=npm_abc\n"),
            is("npm", "app/.npmrc", "registry=https://u:hunter2@registry.example/\n"),
            is("npm", ".yarnrc.yml", "npmAuthToken: \"abc\"\n"),
            not("root/.npmrc", "registry=https://registry.example/\n"),
            not("root/.npmrc", "//registry.example/:_authToken=${NPM_TOKEN}\n"),
            not("root/.npmrc", "; //registry.example/:_authToken=abc\n"),
            not("root/.npmrc.example", "//registry.example/:_authToken=abc\n"),
            is("pypi", "root/.pypirc", "[pypi]\nusername = __token__\npassword = pypi-abc\n"),
            is("pypi", "etc/pip.conf", "[global]\nindex-url = https://u:hunter2@h/simple\n"),
            not("root/.pypirc", "[pypi]\nusername = me\n"),
            not("etc/pip.conf", "[global]\nindex-url = https://h/simple\n"),
            is("cargo", "root/.cargo/credentials.toml", "[registry]\ntoken = \"abc\"\n"),
            not("root/.cargo/credentials.toml", "[registry]\ntoken = \"\"\n"),
            is("rubygems", "root/.gem/credentials", "---\n:rubygems_api_key: abc\n"),
            not("root/.gem/credentials", "---\n"),
            is("maven", "root/.m2/settings.xml", "<server><password>hunter2</password></server>"),
            not("usr/share/maven/conf/settings.xml", "<!-- <password>hunter2</password> --><a/>"),
            not("root/.m2/settings.xml", "<password>${env.TOKEN}</password><password>{COQLCE6DU6GtcS5P=}</password>"),
            is("gradle", "root/.gradle/gradle.properties", "signing.password=hunter2\n"),
            not("app/gradle.properties", "org.gradle.jvmargs=-Xmx1g\n"),
            is("nuget", "NuGet.Config", "<add key=\"ClearTextPassword\" value=\"hunter2\" />"),
            not("nuget.config", "<add key=\"ClearTextPassword\" value=\"%TOKEN%\" /><add key=\"x\" value=\"y\"/>"),
            is("composer", "app/auth.json", "{\"http-basic\":{\"h\":{\"username\":\"u\",\"password\":\"hunter2\"}}}"),
            is("composer", "root/.composer/auth.json", "{\"github-oauth\": {\"github.com\": \"abc\"}}"),
            not("app/auth.json", "{\"github-oauth\": {}, \"a\": {\"b\": \"c\"}}"),
            is("git", "root/.git-credentials", "https://me:hunter2@github.com\n"),
            is("git", "root/.git-credentials", "https://ghp_" + TOKEN + "@github.com\n"),
            is("git", "app/.git/config", "[remote]\nurl = https://me:hunter2@github.com/a\n"),
            is("git", "app/.git/config", "[http]\n\textraheader = AUTHORIZATION: basic eDp5\n"),
            not("root/.gitconfig", "[url \"ssh://git@github.com/\"]\n\tinsteadOf = https://me@github.com/\n"),
            is("git-repository", "app/.git/config", "[remote]\nurl = https://github.com/a\n"),
            is("git-repository", "app/.git/objects/ab/cdef", "x"),
            not("app/sub/.git", "gitdir: ../.git/modules/sub\n"),
            not("app/.github/workflows/ci.yml", "x"),
            is("netrc", "root/.netrc", "machine h login me password hunter2\n"),
            is("netrc", "root/.netrc", "machine h\n  login me\n  password\n hunter2\n"),
            not("root/.netrc", "machine h login me\n# password hunter2\n"),
            is("postgresql", "root/.pgpass", "*:*:*:me:hunter2\n"),
            not("root/.pgpass", "# host:port:db:user:hunter2\n*:*:*:me:\n"),
            is("mysql", "root/.my.cnf", "[client]\npassword=\"hunter2\"\n"),
            not("root/.my.cnf", "[client]\nuser=me\npassword=\n"),
            is("vault", "root/.vault-token", "hvs.CAESIJ0123456789abcdef"),
            not("root/.vault-token", "\n"),
            is("terraform", "root/.terraformrc", "credentials \"h\" {\n  token = \"abc.atlasv1\"\n}\n"),
            not("root/.terraformrc", "plugin_cache_dir = \"x\"\n"),
            is("rails", "app/config/master.key", "0123456789abcdef0123456789abcdef\n"),
            not("app/other/master.key", "0123456789abcdef0123456789abcdef\n"),
            is("keepass", "a.kdbx", hex("03d9a29a67fb4bb5")),
            not("a.kdbx", "text"),
            is("htpasswd", "etc/nginx/.htpasswd", "me:$apr1$abc$def\n"),
            not("usr/bin/htpasswd", "\u007fELF:::\n"),
            is("environment", "app/.env", "A=b\nexport DB_PASSWORD='hunter2'\n"),
            is("environment", "app/.env.production", "DATABASE_URL=postgres://u:hunter2@h/d\n"),
            is("environment", "app/prod.env", "STRIPE_SECRET_KEY=sk_live_1\n"),
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
    void credentialsAreToldByNameAndContent(Case it) throws IOException {
        assertThat(Blobs.index(new RawTar().file(it.path(), it.content()))
                        .secret(0)
                        .id())
                .isEqualTo(it.id());
    }

    /** As Notepad and PowerShell of Windows write text. */
    @Test
    void textsInUtf16AreReadIfTheySayWhatTheyAre() throws IOException {
        String token = "token = ghp_" + "aB3dE5gH7jK9".repeat(3) + " \u20ac";
        byte[] big = token.getBytes(StandardCharsets.UTF_16); // begins with a mark
        byte[] little = ("\ufeff" + token).getBytes(StandardCharsets.UTF_16LE);
        byte[] settings = "\ufeffA_TOKEN=hunter2".getBytes(StandardCharsets.UTF_16LE);
        byte[] key = ("\ufeff" + PEM).getBytes(StandardCharsets.UTF_16LE);
        byte[] unmarked = token.getBytes(StandardCharsets.UTF_16LE);
        byte[] tar = new RawTar()
                .file("big.txt", big)
                .file("little.txt", little)
                .file("x/.env", settings)
                .file("key", key)
                .file("unmarked.txt", unmarked)
                .file("short", new byte[] {(byte) 0xff, (byte) 0xfe})
                .bytes();
        for (int piece : new int[] {1, 513, 100_000}) {
            var index = Blobs.index(tar, piece);
            assertThat(IntStream.range(0, 6).mapToObj(i -> index.secret(i).id()))
                    .containsExactly("github", "github", "environment", "private-key", "", "");
        }
    }

    @Test
    void credentialsAreFoundWhereverBuffersEnd() throws IOException {
        byte[] tar = new RawTar()
                .file("a", PEM)
                .file("b.json", SERVICE_ACCOUNT)
                .file("c", "ghp_" + TOKEN)
                .file("d/.env", "A_TOKEN=hunter2")
                .bytes();
        for (int piece : new int[] {1, 3, 511, 513}) {
            var index = Blobs.index(tar, piece);
            assertThat(List.of(
                            index.secret(0).id(),
                            index.secret(1).id(),
                            index.secret(2).id(),
                            index.secret(3).id()))
                    .containsExactly("private-key", "google-service-account", "github", "environment");
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
        assertThat(index.secret(0).id()).isEqualTo("private-key");
        assertThat(index.secret(1).id()).isEqualTo("private-key");
    }

    @Test
    void onlyTheBeginningOfAFileIsLookedAt() throws IOException {
        var index = Blobs.index(new RawTar()
                .file("near.pem", "x".repeat(SecretDetector.HEAD_BYTES - PEM.length()) + PEM)
                .file("far.pem", "x".repeat(SecretDetector.HEAD_BYTES) + PEM)
                .file("next", "nothing"));
        assertThat(index.secret(0).id()).isEqualTo("private-key");
        assertThat(index.secret(1).id()).isEqualTo("");
        assertThat(index.secret(2).id()).isEqualTo("");
    }

    /** A path whose names lie in one array. */
    private record Names(byte[] bytes, List<Integer> begins, List<Integer> ends) implements PathNames {

        static Names of(String path) {
            var begins = new ArrayList<Integer>();
            var ends = new ArrayList<Integer>();
            for (int from = 0; from <= path.length(); ) {
                int slash = path.indexOf('/', from);
                int to = slash < 0 ? path.length() : slash;
                begins.add(from);
                ends.add(to);
                from = to + 1;
            }
            return new Names(path.getBytes(StandardCharsets.ISO_8859_1), begins, ends);
        }

        @Override
        public int depth() {
            return begins.size();
        }

        @Override
        public int begin(int name) {
            return begins.get(name);
        }

        @Override
        public int end(int name) {
            return ends.get(name);
        }
    }

    /** Processor time is counted, so that a busy machine is no slow one; a look that took the square of a head would be seconds for one file. */
    private static final long MOST_MILLIS_OF_A_FILE = 400;

    private static long cpuMillis(String path, byte[] content) {
        var detector = new SecretDetector();
        var names = Names.of(path);
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        detector.begin(names, content.length);
        detector.take(content, 0, content.length);
        detector.end();
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1_000_000;
    }

    @Tag("slow")
    @Test
    void hostileContentTakesNoLongerThanItIsLong() throws IOException {
        var paths = new TreeMap<String, String>();
        CASES.forEach(it -> paths.putIfAbsent(it.id(), it.path()));
        SecretKindsTest.examples().forEach(it -> paths.putIfAbsent(it.kind(), it.path()));
        for (String unit : List.of(
                "a",
                " ",
                "\n",
                "-",
                "=",
                "-----BEGIN ",
                "-----BEGIN PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----x: ",
                "://",
                "://a@",
                "://a:",
                "://a:$@",
                "<!--",
                "<password>",
                "<password",
                "<password>x",
                "token",
                "token:",
                "token: ${",
                "password=",
                "password : ",
                "'password' => ",
                "\"auth\":\"\"",
                "password xxx ",
                "a:b:c:d:\n",
                "\\:",
                "A_TOKEN=\n",
                "\"ClearTextPassword\"",
                "authorization: extraheader\n",
                "{",
                "\"github-oauth\"",
                "_auth=<_auth=<",
                "kind: Secret\ndata:\n a: ",
                "BUNDLE_A__B: \n",
                "/a",
                "=sl.",
                "/glc_",
                "=xoxb-1",
                "AKIAAAAAAAAAAAAAAAAA ",
                "AKIA2345ABCDEFGH6722 ",
                "=00",
                "=live_ gocardless ")) {
            byte[] content =
                    unit.repeat(SecretDetector.HEAD_BYTES / unit.length()).getBytes(StandardCharsets.US_ASCII);
            for (var path : paths.values()) {
                assertThat(cpuMillis(path, content)).as("%s in %s", unit, path).isLessThan(MOST_MILLIS_OF_A_FILE);
            }
        }
    }
}
