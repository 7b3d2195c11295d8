package dev.tare.layer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a file gives away to whoever reads it. Names say which files are looked at, contents whether there is a secret in them: a {@code .npmrc}
 * that only names a registry is none. The first that fits counts, so the worse ones stand above.
 */
@SuppressWarnings("ImmutableEnumChecker") // the functions have no state, and nobody sees the names
public enum Credential {
    NONE("", _ -> false),
    PRIVATE_KEY(
            "private key",
            Evidence::isPrivateKey,
            "id_*",
            "identity",
            "ssh_host_*",
            "*.pem",
            "*.key",
            "*.ppk",
            "*.p8",
            "*.asc",
            "*.crt"),
    GNUPG_KEY("private key", Evidence::isGnupgKey, "*.key", "secring.gpg"),
    KEY_STORE("key store", Evidence::isKeyStore, "*.jks", "*.keystore", "*.p12", "*.pfx"),
    AWS(
            "AWS credentials",
            text -> Evidence.sets(text, "aws_secret_access_key", "aws_session_token", "secret_key"),
            ".aws/credentials",
            ".aws/config",
            ".s3cfg",
            ".boto"),
    GOOGLE_SERVICE_ACCOUNT("Google service account key", Evidence::isServiceAccount),
    GOOGLE_LOGIN(
            "Google credentials", text -> Evidence.sets(text, "refresh_token"), "application_default_credentials.json"),
    AZURE(
            "Azure tokens",
            text -> Evidence.sets(text, "accessToken", "refreshToken", "refresh_token", "secret"),
            ".azure/accesstokens.json",
            ".azure/msal_token_cache.json"),
    KUBERNETES(
            "Kubernetes credentials",
            text -> Evidence.sets(text, "client-key-data", "token", "password"),
            ".kube/config",
            "kube/config.yaml",
            "kubeconfig",
            "*.kubeconfig",
            "kubernetes/admin.conf",
            "kubernetes/kubelet.conf"),
    KUBERNETES_TOKEN("Kubernetes credentials", text -> text.startsWith("eyJ"), "serviceaccount/token"),
    REGISTRY(
            "registry credentials",
            text -> Evidence.sets(text, "auth", "identitytoken", "registrytoken", "password"),
            ".docker/config.json",
            ".dockercfg",
            ".dockerconfigjson",
            "containers/auth.json"),
    GITHUB("GitHub token", text -> Evidence.isToken(text, "gh", "github_pat_")),
    GITHUB_LOGIN("GitHub token", text -> Evidence.sets(text, "oauth_token"), "gh/hosts.yml", ".config/hub"),
    GITLAB("GitLab token", text -> Evidence.isToken(text, "glpat-")),
    GITLAB_LOGIN("GitLab token", text -> Evidence.sets(text, "token"), "glab-cli/config.yml"),
    NPM(
            "npm token",
            text -> Evidence.sets(text, "_authToken", "_auth", "_password", "npmAuthToken", "npmAuthIdent")
                    || Evidence.hasLogin(text),
            ".npmrc",
            "etc/npmrc",
            ".yarnrc",
            ".yarnrc.yml"),
    PYPI(
            "PyPI password",
            text -> Evidence.sets(text, "password") || Evidence.hasLogin(text),
            ".pypirc",
            "pip.conf",
            "pip.ini",
            "pypoetry/auth.toml"),
    CARGO(
            "Cargo token",
            text -> Evidence.sets(text, "token"),
            ".cargo/credentials",
            ".cargo/credentials.toml",
            "cargo/credentials.toml"),
    RUBYGEMS("RubyGems key", text -> Evidence.sets(text, "rubygems_api_key"), ".gem/credentials", "gem/credentials"),
    MAVEN("Maven password", Evidence::isMavenSettings, ".m2/settings.xml", "conf/settings.xml", "maven/settings.xml"),
    GRADLE("Gradle password", Evidence::isEnvironment, "gradle.properties"),
    NUGET("NuGet password", Evidence::isNugetConfig, "nuget.config"),
    COMPOSER("Composer credentials", Evidence::isComposerAuth, "auth.json"),
    GIT(
            "git credentials",
            text -> Evidence.hasLogin(text) || Evidence.hasHeader(text),
            ".git-credentials",
            "git/credentials",
            ".gitconfig",
            ".git/config",
            "git/config"),
    NETRC("netrc password", Evidence::isNetrc, ".netrc", "_netrc"),
    POSTGRESQL("PostgreSQL password file", Evidence::isPgpass, ".pgpass", "pgpass.conf"),
    MYSQL("MySQL password", text -> Evidence.sets(text, "password"), ".my.cnf"),
    VAULT("Vault token", text -> Evidence.isWord(text, 8), ".vault-token"),
    TERRAFORM("Terraform token", text -> Evidence.sets(text, "token"), ".terraformrc", "credentials.tfrc.json"),
    RAILS("Rails master key", text -> Evidence.isWord(text, 32), "config/master.key", "credentials/production.key"),
    KEEPASS("KeePass database", text -> text.startsWith("\u0003\u00d9\u00a2\u009a"), "*.kdbx", "*.kdb"),
    HTPASSWD("htpasswd", Evidence::isHtpasswd, ".htpasswd", "htpasswd"),
    ENVIRONMENT("environment file with secrets", Evidence::isEnvironment, "*.env", ".env.*", ".envrc"),
    /** By its path alone: the history holds whatever was ever committed. */
    GIT_REPOSITORY("git repository", _ -> false);

    /** What these names end with is written for others to fill in, or to be read by all. */
    private static final Set<String> HARMLESS =
            Set.of("example", "sample", "template", "dist", "tmpl", "tpl", "j2", "pub", "md", "defaults");

    private static final byte[] GIT_FOLDER = ".git".getBytes(US_ASCII);

    /** Packages that anybody can download, and where the keys for their tests and examples are. */
    private static final List<byte[]> PACKAGES =
            ascii("node_modules", "site-packages", "dist-packages", "gems", "vendor", "third_party", "go", "share");

    private static final List<byte[]> TESTS = ascii("test", "tests", "testdata", "fixtures", "spec", "examples", "doc");

    private static final int LONGEST_NAME = 255;

    private final String reason;
    private final Predicate<String> evidence;
    private final String[] names;

    Credential(String reason, Predicate<String> evidence, String... names) {
        this.reason = reason;
        this.evidence = evidence;
        this.names = names;
    }

    /** What it is in two or three words, such as "private key"; empty for {@link #NONE}. */
    public String reason() {
        return reason;
    }

    static Credential at(int ordinal) {
        return Table.ALL[ordinal];
    }

    private static List<byte[]> ascii(String... names) {
        return List.of(names).stream().map(name -> name.getBytes(US_ASCII)).toList();
    }

    /** A name in a directory of some name, or in any where that is empty. */
    private record Place(String directory, Credential credential) {}

    /** The names of all constants, by what can be looked up of them. */
    private static final class Table {
        private static final Credential[] ALL = values();
        private static final Map<String, List<Place>> NAMES = new HashMap<>();
        private static final Map<String, List<Place>> EXTENSIONS = new HashMap<>();
        private static final Map<String, List<Place>> STARTS = new HashMap<>();

        static {
            for (Credential credential : ALL) {
                for (String name : credential.names) {
                    int slash = name.indexOf('/');
                    var place = new Place(slash < 0 ? "" : name.substring(0, slash), credential);
                    if (name.startsWith("*.")) {
                        add(EXTENSIONS, name.substring(2), place);
                    } else if (name.endsWith("*")) {
                        add(STARTS, name.substring(0, name.length() - 1), place);
                    } else {
                        add(NAMES, name.substring(slash + 1), place);
                    }
                }
            }
        }

        private static void add(Map<String, List<Place>> to, String name, Place place) {
            to.computeIfAbsent(name, _ -> new ArrayList<>()).add(place);
        }
    }

    /** Which credentials a file may be by its name, the worst first; mostly none. */
    static Set<Credential> named(CleanPath path) {
        if (path.depth() == 0 || path.lengthOfLast() > LONGEST_NAME) {
            return Set.of();
        }
        String name = path.last().toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        String extension = dot < 0 ? "" : name.substring(dot + 1);
        if (HARMLESS.contains(extension)) {
            return Set.of();
        }
        var found = collect(Set.of(), Table.NAMES.getOrDefault(name, List.of()), path);
        found = collect(found, Table.EXTENSIONS.getOrDefault(extension, List.of()), path);
        for (var start : Table.STARTS.entrySet()) {
            found = name.startsWith(start.getKey()) ? collect(found, start.getValue(), path) : found;
        }
        return found;
    }

    private static Set<Credential> collect(Set<Credential> found, List<Place> places, CleanPath path) {
        var all = found;
        for (Place place : places) {
            if (place.directory().isEmpty() || path.isIn(place.directory())) {
                all = all.isEmpty() ? EnumSet.noneOf(Credential.class) : all;
                all.add(place.credential());
            }
        }
        return all;
    }

    /** What a file is, whose first bytes were kept where they are worth a look. */
    static Credential of(CleanPath path, Set<Credential> named, Head head) {
        if (head.isWanted()) {
            String text = head.text();
            for (Credential candidate : named) {
                if (candidate.evidence.test(text)) {
                    return isOfTests(path) ? NONE : candidate;
                }
            }
            for (Credential candidate : ANYWHERE) {
                if (candidate.evidence.test(text)) {
                    return isOfTests(path) ? NONE : candidate;
                }
            }
        }
        return path.isBelow(GIT_FOLDER) ? GIT_REPOSITORY : NONE;
    }

    /** Those that are told by their first bytes, whatever the file is called. */
    private static final List<Credential> ANYWHERE = List.of(GOOGLE_SERVICE_ACCOUNT, PRIVATE_KEY, GITHUB, GITLAB);

    private static boolean isOfTests(CleanPath path) {
        return PACKAGES.stream().anyMatch(path::isBelow) && TESTS.stream().anyMatch(path::isBelow);
    }

    /** Whether a file that begins so may be a credential under any name. The run may be shorter than what tells. */
    static boolean mayBegin(byte[] content, int offset, int run) {
        return switch (content[offset]) {
            case '-' -> begins(content, offset, run, "-----BEGIN ");
            case 'P' -> begins(content, offset, run, "PuTTY-User-Key-File-");
            case 'A' -> begins(content, offset, run, "AGE-SECRET-KEY-1");
            case '#' -> begins(content, offset, run, "# created: ");
            case 'g' ->
                (begins(content, offset, run, "gh") && (run < 4 || content[offset + 3] == '_'))
                        || begins(content, offset, run, "github_pat_")
                        || begins(content, offset, run, "glpat-");
            case '{' -> mayBeServiceAccount(content, offset, run);
            default -> false;
        };
    }

    private static boolean begins(byte[] content, int offset, int run, String start) {
        for (int i = 0; i < Math.min(run, start.length()); i++) {
            if (content[offset + i] != start.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The console of Google writes the type first. */
    private static boolean mayBeServiceAccount(byte[] content, int offset, int run) {
        int at = offset + 1;
        int end = offset + Math.min(run, 64);
        while (at < end && content[at] <= ' ' && content[at] >= 0) {
            at++;
        }
        if (at == end || !begins(content, at, end - at, "\"type\"")) {
            return at == end && run < 64;
        }
        return run < 64 || new String(content, at, end - at, US_ASCII).contains("\"service_account\"");
    }
}
