package dev.tare.report;

import java.util.regex.Pattern;

/** A history's {@code created_by} as a Dockerfile would have it (design.md, "JSON"). */
final class Instruction {

    /** The classic builder's mark of what is no RUN. */
    private static final Pattern NOP = Pattern.compile("^/bin/sh -c #\\(nop\\)\\s*");

    private static final Pattern BUILDKIT = Pattern.compile("\\s*# buildkit\\s*$");
    private static final Pattern RUN = Pattern.compile("^RUN\\s+");

    /** {@code |2 A=1 B=two words } in front of a shell: build arguments that a RUN could see. */
    private static final Pattern ARGUMENTS =
            Pattern.compile("^\\|\\d+ .*?(?=(?:/\\S*/)?(?:ba|da|a|z|k)?sh (?:-\\S+ )*-\\w*c )", Pattern.DOTALL);

    private static final Pattern PLAIN_ARGUMENTS = Pattern.compile("^\\|\\d+ (?:\\w+=\\S* )*");
    private static final Pattern SHELL = Pattern.compile("^(?:/\\S*/)?(?:ba|da|a|z|k)?sh (?:-o \\S+ |-\\w+ )*?-\\w*c ");

    private Instruction() {}

    static String of(String createdBy) {
        String text = BUILDKIT.matcher(createdBy.strip()).replaceFirst("");
        var nop = NOP.matcher(text);
        if (nop.find()) {
            return text.substring(nop.end()).strip();
        }
        var run = RUN.matcher(text);
        String command = run.find() ? text.substring(run.end()) : text;
        String bare = ARGUMENTS.matcher(command).replaceFirst("");
        if (bare.equals(command)) {
            bare = PLAIN_ARGUMENTS.matcher(command).replaceFirst("");
        }
        String shellLess = SHELL.matcher(bare).replaceFirst("");
        boolean isRun = !command.equals(text) || !shellLess.equals(command);
        return (isRun ? "RUN " + shellLess.strip() : text).strip();
    }
}
