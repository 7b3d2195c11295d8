package dev.tare.report.model.rule;

/**
 * What a rule is.
 *
 * @param id its name for programs, which never changes: {@code max-wasted}
 * @param title what it asks for, in a few words
 * @param remedy what to do where it is broken, in a sentence without a full stop
 * @param listing what a report for people lists where it is broken
 */
public record RuleInfo(String id, Severity severity, String title, String remedy, Listing listing) {

    /** What a report for people has to list of a broken rule, beside its figure and its limit. */
    public enum Listing {
        /** Nothing: the figure says all. */
        FIGURE,
        /** Each violation. */
        VIOLATIONS,
        /** Credentials, hidden or not, which a report on one image lists in any case. */
        CREDENTIALS
    }

    /** How bad it is that a rule is broken. */
    public enum Severity {
        /** It costs space and time. */
        WARNING,
        /** It does harm. */
        ERROR
    }
}
