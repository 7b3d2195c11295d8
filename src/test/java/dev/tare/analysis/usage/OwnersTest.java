package dev.tare.analysis.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.analysis.ledger.Ledger;
import dev.tare.image.Limits;
import dev.tare.layer.Blobs;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whose the copies are that several claim by several names. */
class OwnersTest {

    private static Ledger ledger(RawTar... layers) throws IOException {
        var indexes = new ArrayList<LayerIndex>();
        for (var layer : layers) {
            indexes.add(Blobs.index(layer));
        }
        return Ledger.of(indexes, Limits.DEFAULT, Ledger.Keep.TREE);
    }

    private static byte[] bytes(String path) {
        return path.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Long> division(Ledger ledger, Owners<String> owners) {
        owners.divideFolders();
        var division = new TreeMap<String, Long>();
        for (var group : Usage.of(ledger, bytes("/")).orElseThrow().by(owners)) {
            division.put(group.key(), group.sum().bytes());
        }
        return division;
    }

    @Test
    void linksOnTheWayAreFollowedAndTheLastNameIsNot() throws IOException {
        var ledger = ledger(new RawTar()
                .file("usr/lib/a", "1")
                .symlink("lib", "usr/lib")
                .symlink("usr/lib/b", "a")
                .symlink("loop", "loop"));
        var owners = new Owners<String>(ledger, "-");
        owners.claimFile("by link", bytes("/lib/a"));
        owners.claimFile("a link itself", bytes("/lib/b"));
        for (String nowhere : new String[] {"/loop/x", "/loop", "/lib", "/", "", "/gone", "usr/lib/a/b"}) {
            owners.claimFile("a", bytes(nowhere));
        }

        assertThat(division(ledger, owners)).isEqualTo(Map.of("by link", 1L));
    }

    @Test
    void noPathLeavesTheRoot() throws IOException {
        var ledger = ledger(new RawTar().file("opt/site/x", "123").file("etc/passwd", "12"));
        var owners = new Owners<String>(ledger, "-");
        owners.claimFile("climber", bytes("/opt/site/../../../../../etc/passwd"));

        assertThat(division(ledger, owners)).isEqualTo(Map.of("climber", 2L, "-", 3L));
    }

    @Test
    void theFirstInOrderHasACopyWhicheverNameIsClaimed() throws IOException {
        var ledger = ledger(new RawTar().file("one", "12345").hardlink("two", "one"));
        for (String[] order : new String[][] {{"a", "b"}, {"b", "a"}}) {
            var owners = new Owners<String>(ledger, "-");
            owners.claimFile(order[0], bytes("/one"));
            owners.claimFile(order[1], bytes("/two"));

            assertThat(division(ledger, owners)).isEqualTo(Map.of("a", 5L));
        }
    }

    @Test
    void aDirectoryIsOfTheNearestThatClaimsOne() throws IOException {
        var ledger = ledger(new RawTar()
                .file("m/a/x", "1")
                .file("m/a/deep/y", "12")
                .file("m/a/m/b/z", "123")
                .file("m/other", "1234"));
        var owners = new Owners<String>(ledger, "-");
        owners.claimFolder("a", bytes("/m/a"));
        owners.claimFolder("b", bytes("/m/a/m/b"));
        owners.claimFolder("c", bytes("/m/other"));
        owners.claimFile("0", bytes("/m/a/deep/y"));

        assertThat(division(ledger, owners)).isEqualTo(Map.of("a", 1L, "0", 2L, "b", 3L, "-", 4L));
    }

    @Test
    void whatIsHiddenIsNobodys() throws IOException {
        var ledger = ledger(new RawTar().file("f", "12345"), new RawTar().file("f", "1"));
        var owners = new Owners<String>(ledger, "-");
        owners.claimFile("a", bytes("/f"));

        assertThat(division(ledger, owners)).isEqualTo(Map.of("a", 1L));
    }
}
