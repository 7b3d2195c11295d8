package dev.tare.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.cluster.Login.Proof;
import dev.tare.image.ImageFault.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credential plugins, which are programs as a kubeconfig names them. */
class ExecPluginTest {

    private static final String V1 = "client.authentication.k8s.io/v1";
    private static final String V1_BETA = "client.authentication.k8s.io/v1beta1";

    @TempDir
    Path folder;

    private void script(String text) throws IOException {
        var file = Files.writeString(folder.resolve("plugin"), "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Proof ask(String version, String exec) throws Unreadable, IOException {
        var file = Files.writeString(folder.resolve("config"), """
                current-context: x
                contexts: [{name: x, context: {cluster: c, user: u}}]
                clusters:
                  - name: c
                    cluster:
                      server: https://api.example
                      certificate-authority-data: Y2E=
                      extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: prod}}]
                users: [{name: u, user: {exec: {apiVersion: %s, %s}}}]
                """.formatted(version, exec));
        return Kubeconfig.of(Optional.of(file), Map.of())
                .cluster(Optional.empty(), PluginStdin.CLOSED)
                .login()
                .proof();
    }

    private void answer(String version, String status) throws IOException {
        script("printf '%%s' '{\"apiVersion\":\"%s\",\"kind\":\"ExecCredential\",\"status\":%s}'"
                .formatted(version, status));
    }

    @Test
    void aTokenIsSentUntilItExpires() throws IOException {
        for (String version : new String[] {V1, V1_BETA}) {
            answer(version, "{\"token\":\"t0\",\"expirationTimestamp\":\"2026-01-31T10:00:00+01:00\"}");
            var proof = ask(version, "command: ./plugin");
            assertThat(proof.authorization()).contains("Bearer t0");
            assertThat(proof.certificate()).isEmpty();
            assertThat(proof.expiration()).contains(Instant.parse("2026-01-31T09:00:00Z"));
        }
    }

    @Test
    void aClientCertificateComesWithItsKey() throws IOException {
        answer(V1, "{\"clientCertificateData\":\"chain\",\"clientKeyData\":\"key\"}");
        var proof = ask(V1, "command: ./plugin");
        assertThat(proof.authorization()).isEmpty();
        assertThat(proof.certificate().orElseThrow().chain()).asString().isEqualTo("chain");
        assertThat(proof.certificate().orElseThrow().key()).asString().isEqualTo("key");
    }

    @Test
    void aProgramIsToldWhatItAsksFor() throws IOException {
        script("""
                printf '%s' "$KUBERNETES_EXEC_INFO" > "$OUT/info"
                printf '%s\\n' "$@" "$PROFILE" > "$OUT/arguments"
                cat > "$OUT/stdin"
                echo '{"apiVersion":"client.authentication.k8s.io/v1","status":{"token":"t"}}'
                """);
        ask(
                V1,
                "command: ./plugin, args: [get-token, '--cluster=a b'], provideClusterInfo: true, env: [{name: OUT, value: %s}, {name: PROFILE, value: ops}]"
                        .formatted(folder));
        var info = new ObjectMapper().readTree(folder.resolve("info").toFile());
        assertThat(info).isEqualTo(new ObjectMapper().readTree("""
                {"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":{"interactive":false,"cluster":{
                "server":"https://api.example","certificate-authority-data":"Y2E=","config":{"audience":"prod"}}}}
                """));
        assertThat(folder.resolve("arguments")).hasContent("get-token\n--cluster=a b\nops");
        assertThat(folder.resolve("stdin")).isEmptyFile();
    }

    @Test
    void whatIsWrongIsToldWithoutWhatWasAnswered() throws IOException {
        assertBad(
                "command: no-such-plugin, installHint: 'get it from example'",
                "is not installed",
                "get it from example");
        script("echo secret; echo first >&2; echo 'the session has expired' >&2; exit 3");
        assertBad("command: ./plugin", "failed with exit code 3", "it said: the session has expired");
        script("printf '%s' '{secret'");
        assertBad("command: ./plugin", "no valid JSON", "");
        answer(V1_BETA, "{\"token\":\"secret\"}");
        assertBad("command: ./plugin", "another version", "");
        answer(V1, "{}");
        assertBad("command: ./plugin", "neither a token nor a client certificate", "");
        answer(V1, "{\"clientKeyData\":\"secret\"}");
        assertBad("command: ./plugin", "without its key", "");
        answer(V1, "{\"token\":\"secret\\nX-Injected: 1\"}");
        assertBad("command: ./plugin", "token that no header can hold", "");
        answer(V1, "{\"token\":\"secret\",\"expirationTimestamp\":\"soon\"}");
        assertBad("command: ./plugin", "expirationTimestamp that is no time", "");
        script("yes noise | head -c 300000 >&2; echo '{secret'");
        assertBad("command: ./plugin", "no valid JSON", "");
        script("yes '{\"secret\":' | head -c 3000000");
        assertBad("command: ./plugin", "no valid JSON", "");
    }

    private void assertBad(String exec, String message, String hint) {
        assertThatThrownBy(() -> ask(V1, exec)).isInstanceOfSatisfying(Unreadable.class, fault -> {
            assertThat(fault).hasMessageContaining(message).hasMessageNotContaining("secret");
            assertThat(fault.hint()).isEqualTo(hint);
        });
    }
}
