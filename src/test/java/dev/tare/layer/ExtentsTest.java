package dev.tare.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.layer.toc.TocMember;
import org.junit.jupiter.api.Test;

/** Where the contents of files are, as stored. */
class ExtentsTest {

    private static TocMember member(long offset, long inner, long end) {
        var member = new TocMember();
        member.offset = offset;
        member.innerOffset = inner;
        member.end = end;
        return member;
    }

    /** A table of contents of ten million directories takes as much memory as its layer. */
    @Test
    void entriesWithoutContentTakeNoMemory() {
        var extents = new Extents();
        int last = Integer.MAX_VALUE - 8;
        extents.add(7, member(100, 0, 0));
        extents.add(last, member(150, 3, 0));
        extents.end(200);
        assertThat(extents.from(last)).isEqualTo(150);
        assertThat(extents.to(last)).isEqualTo(200);
        assertThat(extents.inner(last)).isEqualTo(3);
        assertThat(extents.to(7)).isEqualTo(150);
        assertThat(extents.from(8)).isZero();
        assertThat(extents.to(8)).isZero();
        assertThat(extents.inner(8)).isZero();
    }

    /** Several contents may be in one compressed piece. */
    @Test
    void aContentEndsWhereTheNextPieceBegins() {
        var extents = new Extents();
        for (int entry = 0; entry < 200; entry++) {
            extents.add(2 * entry, member(100 + entry / 2, entry % 2 == 0 ? 0 : 9, 0));
        }
        extents.end(1000);
        var stored = new float[400];
        extents.fill(stored);
        for (int entry = 0; entry < 200; entry++) {
            long end = entry >= 198 ? 1000 : 101 + entry / 2;
            assertThat(extents.from(2 * entry)).isEqualTo(100 + entry / 2);
            assertThat(extents.to(2 * entry)).isEqualTo(end);
            assertThat(extents.inner(2 * entry)).isEqualTo(entry % 2 == 0 ? 0 : 9);
            assertThat(stored[2 * entry]).isEqualTo((float) (end - 100 - entry / 2));
            assertThat(stored[2 * entry + 1]).isZero();
        }
    }
}
