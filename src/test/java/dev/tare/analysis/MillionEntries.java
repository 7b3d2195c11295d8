package dev.tare.analysis;

import dev.tare.image.Limits;
import dev.tare.image.spec.Instruction;
import dev.tare.layer.ManyFiles;
import dev.tare.leftovers.LeftoverKinds;
import dev.tare.leftovers.UsedPaths;
import java.io.IOException;
import java.util.List;

/** Reads and accounts for a million entries, in a Java process of its own: {@link MillionEntriesTest} bounds its heap. */
final class MillionEntries {

    private static final int MILLION = 1_000_000;

    /** Packages of a thousand files, as a distribution has them. */
    private static String name(int file) {
        return "usr/share/doc/package-%d/examples/some-example-%d.html".formatted(file / 1_000, file);
    }

    private MillionEntries() {}

    public static void main(String[] args) throws IOException {
        switch (args[0]) {
            case "one" -> {
                var accounts = Accounts.of(List.of(ManyFiles.index(MILLION, 0, MillionEntries::name)), Limits.DEFAULT);
                report(accounts);
            }
            // every second file again, so that no directory goes as a whole and every hidden copy is a finding and a
            // group
            case "two" -> {
                int count = MILLION * 2 / 3;
                var below = ManyFiles.index(count, 0, MillionEntries::name);
                var above = ManyFiles.index(count / 2, 1, i -> name(2 * i));
                report(Accounts.of(List.of(below, above), Limits.DEFAULT));
            }
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void report(Accounts accounts) {
        long inFindings = 0;
        for (var finding : accounts.findings()) {
            inFindings += finding.wastedBytes();
        }
        System.out.printf(
                "%d entries, %d wasted, %d in findings, %d groups, %d pieces of advice%n",
                accounts.entries(),
                accounts.wastedBytes(),
                inFindings,
                accounts.wasteGroups(1_000).size(),
                accounts.advice(
                                List.of(new Instruction("RUN one"), new Instruction("RUN two")),
                                0,
                                accounts.leftovers(LeftoverKinds.DEFAULT, UsedPaths.NONE))
                        .size());
    }
}
