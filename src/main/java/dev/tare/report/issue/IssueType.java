package dev.tare.report.issue;

import dev.tare.report.model.rule.RuleInfo;
import dev.tare.report.text.Phrases;
import java.util.List;
import java.util.stream.Stream;

/**
 * A kind of fault.
 *
 * @param id its name for programs, which never changes: {@code max-wasted}
 * @param title what is asked for, in a few words
 * @param remedy what to do, in a sentence without a full stop
 */
public record IssueType(String id, Level level, String title, String remedy) {

    /** How bad it is. */
    public enum Level {
        /** It breaks no rule. */
        NOTE,
        /** It costs space and time. */
        WARNING,
        /** It does harm: a credential is exposed. */
        ERROR
    }

    /** What exposed credentials are where no rule asks for them. It goes by the name of the rule, so that an alert stays the same with and without it. */
    static final IssueType EXPOSED = new IssueType(
            "exposed",
            Level.ERROR,
            "No credential is hidden in an image",
            "revoke what was exposed, and give secrets to a build with RUN --mount=type=secret");

    /** What credentials in plain sight are where no rule asks for them; it goes by the name of the rule too. */
    static final IssueType SECRET =
            new IssueType("secret", Level.ERROR, "No credential is in plain sight in an image", Phrases.KEEP_OUT);

    /** The kinds of advice, by the names that they have in JSON. */
    private static final List<IssueType> ADVICE = List.of(
            advice("merge", "Instructions could make one layer", "join the instructions that write the same files"),
            advice(
                    "copy-metadata",
                    "COPY could set owner and mode",
                    "use COPY --chown and COPY --chmod, and not chown and chmod in a layer of their own"),
            advice(
                    "remove-in-place",
                    "Files could be removed in the instruction that makes them",
                    "remove files in the instruction that makes them: a later one hides them, and they are still pulled"),
            advice(
                    "multi-stage",
                    "Files could be made in a stage of their own",
                    "copy and change files in a stage of their own, and COPY --from it what is needed"),
            advice("copy-once", "Files could be copied once", "leave out the COPY that a later one overwrites"),
            advice(
                    "avoid",
                    "Files that a container does not need could be left out",
                    "remove caches and logs in the instruction that makes them, and name what is not to be copied in .dockerignore"));

    /** All that can be told of any image, whatever rules there are. */
    public static List<IssueType> known() {
        return Stream.concat(Stream.of(EXPOSED, SECRET), ADVICE.stream()).toList();
    }

    static IssueType of(RuleInfo rule) {
        return new IssueType(
                rule.id(),
                switch (rule.severity()) {
                    case WARNING -> Level.WARNING;
                    case ERROR -> Level.ERROR;
                },
                rule.title().isBlank() ? rule.id() : rule.title(), // code scanning takes no empty text
                rule.remedy().isBlank() ? "see what the message says" : rule.remedy());
    }

    /** @param kind as {@code report-v1.schema.json} names it */
    static IssueType ofAdvice(String kind) {
        return ADVICE.stream()
                .filter(type -> type.id.equals(kind))
                .findFirst()
                .orElseGet(() -> advice(kind, "The image could be smaller", "do as the message says"));
    }

    private static IssueType advice(String kind, String title, String remedy) {
        return new IssueType(kind, Level.NOTE, title, remedy);
    }

    /** Returns true if it is about credentials, and not about space. */
    public boolean isSecurity() {
        return level == Level.ERROR;
    }
}
