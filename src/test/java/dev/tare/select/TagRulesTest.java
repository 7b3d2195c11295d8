package dev.tare.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tare.select.TagRules.NewestBy;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tags, repositories and times are chosen. */
class TagRulesTest {

    private static TagRules rules(int latest, String... patterns) {
        return new TagRules(
                Arrays.stream(patterns).map(NamePattern::of).toList(),
                latest == 0 ? OptionalInt.empty() : OptionalInt.of(latest),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void onePatternOfSeveralMustMatch() {
        var tags = List.of("1.2", "1.2.3", "2.0", "main", "v2");
        assertThat(rules(0).candidates(tags)).containsExactly("2.0", "v2", "1.2.3", "1.2", "main");
        assertThat(rules(0, "1.*", "re:ma[a-z]+").candidates(tags)).containsExactly("1.2.3", "1.2", "main");
        assertThat(rules(0, "re:[0-9]").candidates(tags)).isEmpty();
    }

    @Test
    void signaturesAndReferrersAreNoImages() {
        String digest = "sha256-" + "0".repeat(64);
        assertThat(rules(0).candidates(
                                List.of(digest, digest + ".sig", digest + ".att", digest + ".sbom", "sha256-0.sig")))
                .containsExactly("sha256-0.sig");
    }

    @Test
    void theNewestAreVersionsWhereThereAreSome() {
        assertThat(rules(2).orderOf(List.of("main", "1.0"))).isEqualTo(NewestBy.VERSION);
        assertThat(rules(2).candidates(List.of("main", "1.0", "1.1"))).containsExactly("1.1", "1.0");
        assertThat(rules(2).orderOf(List.of("main", "1234567"))).isEqualTo(NewestBy.CREATED);
        assertThat(rules(2).candidates(List.of("main", "1234567"))).containsExactly("1234567", "main");
        assertThat(rules(2).needsDates(List.of("main", "1.0"))).isFalse();
        assertThat(rules(2).needsDates(List.of("main"))).isTrue();
    }

    @Test
    void repositoriesArePathsForPatterns() {
        assertThat(NamePattern.of("team/*").matches("team/app")).isTrue();
        assertThat(NamePattern.of("team/*").matches("a/team/app")).isFalse();
        assertThat(NamePattern.of("app").matches("a/team/app")).isTrue();
        assertThat(NamePattern.of("team/**").matches("team/a/b")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"re:(", "[a"})
    void whatIsNoPatternIsRefused(String text) {
        assertThatThrownBy(() -> NamePattern.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPatternThatTakesExponentialTimeIsGivenUp() {
        var pattern = NamePattern.of("re:(a+)+\\1b");
        assertThatThrownBy(() -> pattern.matches("a".repeat(120))).isInstanceOf(NamePattern.TooSlow.class);
    }

    @Test
    void everyRepositoryIsInOneShard() {
        var shards = IntStream.range(0, 8).mapToObj(i -> Shard.parse(i + "/8")).toList();
        var sizes = new int[8];
        for (int i = 0; i < 4_000; i++) {
            String repository = "registry.example/team" + i % 50 + "/app" + i;
            var of = shards.stream().filter(shard -> shard.has(repository)).toList();
            assertThat(of).hasSize(1);
            sizes[of.getFirst().index()]++;
        }
        assertThat(sizes).satisfies(all -> assertThat(Arrays.stream(all)).allMatch(size -> size > 400 && size < 600));
        // FNV-1a of 64 bits, as published: the hash of "foobar" is 0x85944171f73967e8
        assertThat(new Shard((int) Long.remainderUnsigned(0x85944171f73967e8L, 1_000), 1_000).has("foobar"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8/8", "0/0", "-1/2", "1", "1/2/3", "a/b", "0/9999999"})
    void whatIsNoShardIsRefused(String text) {
        assertThatThrownBy(() -> Shard.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTimeIsAnAgeOrADate() {
        var now = Instant.parse("2026-03-31T12:00:00Z");
        assertThat(Since.parse("30d", now)).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(Since.parse("12h", now)).isEqualTo("2026-03-31T00:00:00Z");
        assertThat(Since.parse("1w", now)).isEqualTo("2026-03-24T12:00:00Z");
        assertThat(Since.parse("2026-01-31", now)).isEqualTo("2026-01-31T00:00:00Z");
        assertThat(Since.parse("2026-01-31T01:00:00+01:00", now)).isEqualTo("2026-01-31T00:00:00Z");
        assertThat(List.of("30", "d", "2026-13-01", "yesterday", ""))
                .allSatisfy(text ->
                        assertThatThrownBy(() -> Since.parse(text, now)).isInstanceOf(IllegalArgumentException.class));
    }
}
