package dev.tare.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.analysis.waste.Findings;
import dev.tare.image.Printable;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The example that everybody starts with, with every figure of accounting.md. */
class WorkedExampleTest {

    private static final int MIB = 1 << 20;
    private static final int BASE = 2_000;

    private Accounts accounts;

    @BeforeEach
    void account() throws IOException {
        byte[] zeros = new byte[MIB];
        accounts = Accounted.of(
                new RawTar().directory("bin/").file("bin/busybox", new byte[BASE]),
                new RawTar().directory("data/"),
                new RawTar().directory("data/").file("data/one", zeros),
                new RawTar()
                        .directory("data/", h -> h.mode(0777))
                        .member(h -> h.name("data/one").mode(0777), zeros),
                new RawTar().directory("data/", h -> h.mode(0777)).file("data/two", zeros),
                new RawTar()
                        .directory("data/", h -> h.mode(0777))
                        .member(h -> h.name("data/one").mode(0777), zeros)
                        .member(h -> h.name("data/two").mode(0777), zeros),
                new RawTar().directory("data/", h -> h.mode(0777)).whiteout("data/one"));
    }

    @Test
    void totalsAreThoseOfTheDocument() {
        assertThat(accounts.shippedBytes()).isEqualTo(BASE + 5 * MIB);
        assertThat(accounts.visibleBytes()).isEqualTo(BASE + MIB);
        assertThat(accounts.wastedBytes()).isEqualTo(4 * MIB);
        assertThat(accounts.duplicatedBytes()).isEqualTo(3 * MIB);
        assertThat(accounts.removedBytes()).isEqualTo(MIB);
        assertThat(accounts.copies()).isEqualTo(6);
        assertThat(accounts.entries()).isEqualTo(14);
    }

    @Test
    void fatesOfAllCopiesAreThoseOfTheDocument() {
        assertThat(accounts.findings().stream().map(f -> Printable.of(f.path())))
                .containsExactly("/data/one", "/data/two");
        assertThat(accounts.findings().get(0).copies().stream().map(Accounted::story))
                .containsExactly(
                        "from 2 duplicated by 3: metadata [mode]",
                        "from 3 duplicated by 5: none",
                        "from 5 removed by 6: whiteout");
        assertThat(accounts.findings().get(1).copies().stream().map(Accounted::story))
                .containsExactly("from 4 duplicated by 5: metadata [mode]", "from 5 visible");
        assertThat(accounts.findings().stream().map(Findings.Finding::wastedBytes))
                .containsExactly(3L * MIB, (long) MIB);
    }

    @Test
    void accountsOfAllLayersAreThoseOfTheDocument() {
        assertThat(accounts.layers().stream().map(Accounts.OfLayer::shippedBytes))
                .containsExactly((long) BASE, 0L, (long) MIB, (long) MIB, (long) MIB, 2L * MIB, 0L);
        assertThat(accounts.layers().stream().map(Accounts.OfLayer::wastedBytes))
                .containsExactly(0L, 0L, (long) MIB, (long) MIB, (long) MIB, (long) MIB, 0L);
        assertThat(accounts.layers().stream().map(Accounts.OfLayer::hidesBytes))
                .containsExactly(0L, 0L, 0L, (long) MIB, 0L, 2L * MIB, (long) MIB);
        assertThat(accounts.layers().stream().map(l -> List.of(l.added(), l.changed(), l.removed())))
                .containsExactly(
                        List.of(2, 0, 0),
                        List.of(1, 0, 0),
                        List.of(1, 0, 0),
                        List.of(0, 2, 0),
                        List.of(1, 0, 0),
                        List.of(0, 2, 0),
                        List.of(0, 0, 1));
    }

    @Test
    void visibleFilesAreThoseOfTheDocument() {
        assertThat(Accounted.visible(accounts))
                .containsExactly("/bin/busybox " + BASE + " from 0", "/data/two " + MIB + " from 5");
        assertThat(accounts.repeatedBytes()).isZero();
    }
}
