package dev.tare.cli.option.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tare.app.InvalidRequest;
import dev.tare.config.Configuration;
import dev.tare.glob.Glob;
import dev.tare.leftovers.LeftoverKind;
import dev.tare.leftovers.LeftoverKinds;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class LeftoverOptionsTest {

    private static final Configuration OWN_KIND = config(List.of(own("raw")));

    private static Configuration config(List<LeftoverKind> own) {
        return new Configuration(Configuration.NONE.rules(), List.of(), List.of(), own, List.of(), Map.of(), List.of());
    }

    private static LeftoverKind own(String id) {
        return LeftoverKind.ofUser(id, List.of(Glob.of("/raw")), List.of(), "mount it");
    }

    private static List<String> kinds(Configuration config, String... arguments) {
        var options = new LeftoverOptions();
        new CommandLine(CommandSpec.forAnnotatedObject(options)).parseArgs(arguments);
        return options.kinds(config).kinds().stream().map(LeftoverKind::id).toList();
    }

    private static List<String> ids(LeftoverKinds kinds) {
        return kinds.kinds().stream().map(LeftoverKind::id).toList();
    }

    @Test
    void withoutOptionsTheKindsAreTheUsualOnesAndThoseOfTheConfiguration() {
        assertThat(kinds(Configuration.NONE)).isEqualTo(ids(LeftoverKinds.DEFAULT));
        assertThat(kinds(OWN_KIND))
                .hasSize(LeftoverKinds.DEFAULT.kinds().size() + 1)
                .startsWith("raw", "apt-lists");
    }

    @Test
    void wordsAreReadFromTheLeft() {
        assertThat(kinds(Configuration.NONE, "--avoidable-kinds=all")).isEqualTo(ids(LeftoverKinds.ALL));
        assertThat(kinds(Configuration.NONE, "--avoidable-kinds=none")).isEmpty();
        assertThat(kinds(Configuration.NONE, "--avoidable-kinds=default,docs"))
                .hasSize(LeftoverKinds.DEFAULT.kinds().size() + 1)
                .endsWith("docs");
        assertThat(kinds(Configuration.NONE, "--avoidable-kinds=no-logs, no-tmp"))
                .hasSize(LeftoverKinds.DEFAULT.kinds().size() - 2)
                .doesNotContain("logs", "tmp");
        assertThat(kinds(Configuration.NONE, "--avoidable-kinds", "logs", "--avoidable-kinds=apt,no-logs"))
                .containsExactly("apt");
        assertThat(kinds(OWN_KIND, "--avoidable-kinds=none,git,raw"))
                .as("in the order of the table, own ones first")
                .containsExactly("raw", "git");
    }

    @Test
    void ownKindsCountUnlessTheyAreTakenOut() {
        assertThat(kinds(OWN_KIND, "--avoidable-kinds=git")).containsExactly("raw", "git");
        assertThat(kinds(OWN_KIND, "--avoidable-kinds=git,no-raw")).containsExactly("git");
        assertThat(kinds(OWN_KIND, "--avoidable-kinds=none,git")).containsExactly("git");
        assertThat(kinds(OWN_KIND, "--avoidable-kinds=no-logs")).contains("raw", "git");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-none", "no-all", "no-default"})
    void wordsForSeveralKindsCannotBeTakenOut(String word) {
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> kinds(Configuration.NONE, "--avoidable-kinds=" + word))
                .withMessage(
                        "--avoidable-kinds: %s takes out no kind: write no- and the name of a kind, or none for no"
                                + " kind at all",
                        word);
    }

    @Test
    void moreKindsThanCanBeToldApartAreRefused() {
        var config =
                config(IntStream.range(0, 255).mapToObj(i -> own("raw-" + i)).toList());
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> kinds(config))
                .withMessageContaining("more than 255 kinds");
        assertThat(kinds(config, "--avoidable-kinds=none,raw-7")).containsExactly("raw-7");
    }

    @ParameterizedTest
    @CsvSource({
        "composr, did you mean composer?",
        "no-log, did you mean logs?",
        "'', there is no kind ''",
        "raw, there is no kind 'raw'"
    })
    void aKindThatThereIsNotIsRefused(String word, String message) {
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> kinds(Configuration.NONE, "--avoidable-kinds=" + word))
                .withMessageContaining("--avoidable-kinds: ")
                .withMessageContaining(message)
                .withMessageContaining("apt-lists");
    }
}
