package dev.tare.analysis;

import dev.tare.analysis.ledger.Fate;
import dev.tare.analysis.ledger.Ledger;
import dev.tare.image.Limits;
import dev.tare.image.Printable;
import dev.tare.layer.Blobs;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Images made of tars and accounted for, and the outcome as text that a test can compare. */
public final class Accounted {

    private Accounted() {}

    public static Accounts of(RawTar... layers) throws IOException {
        return of(Limits.DEFAULT, layers);
    }

    public static Accounts of(Limits limits, RawTar... layers) throws IOException {
        var indexes = new ArrayList<LayerIndex>();
        for (RawTar layer : layers) {
            indexes.add(Blobs.index(layer));
        }
        return Accounts.of(indexes, limits);
    }

    /** Every name that leads to a file: {@code /a/b 5 from 0} for one of 5 bytes that layer 0 ships. */
    public static List<String> visible(Accounts accounts) {
        var lines = new ArrayList<String>();
        accounts.visitFiles((path, layer, size) -> lines.add(Printable.of(path) + " " + size + " from " + layer));
        lines.sort(null);
        return lines;
    }

    /** Every hidden copy in the order of the findings: {@code /a from 0 removed by 1: whiteout}. */
    public static List<String> hidden(Accounts accounts) {
        var lines = new ArrayList<String>();
        for (var finding : accounts.findings()) {
            for (var copy : finding.copies()) {
                if (copy.fate() != Fate.VISIBLE) {
                    lines.add(Printable.of(finding.path()) + " " + story(copy));
                }
            }
        }
        return lines;
    }

    public static String story(Ledger.Copy copy) {
        String from = "from " + copy.layer();
        return switch (copy.fate()) {
            case VISIBLE -> from + " visible";
            case DUPLICATED ->
                from + " duplicated by " + copy.hiddenBy() + ": "
                        + copy.change().name().toLowerCase(Locale.ROOT)
                        + (copy.changed().isEmpty()
                                ? ""
                                : " " + copy.changed().toString().toLowerCase(Locale.ROOT));
            case REMOVED_BY_WHITEOUT -> from + " removed by " + copy.hiddenBy() + ": whiteout";
            case REMOVED_BY_OPAQUE -> from + " removed by " + copy.hiddenBy() + ": opaque";
            case REMOVED_BY_REPLACEMENT -> from + " removed by " + copy.hiddenBy() + ": replaced";
        };
    }

    /** What is odd about all layers, without the examples. */
    public static List<String> notes(Accounts accounts) {
        return accounts.layers().stream()
                .flatMap(layer -> layer.notes().stream())
                .map(note -> note.replaceFirst(":.*", ""))
                .toList();
    }
}
