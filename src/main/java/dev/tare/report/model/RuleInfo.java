package dev.tare.report.model;

/**
 * What a rule is.
 *
 * @param id its name for programs, which never changes: {@code max-wasted}
 * @param title what it asks for, in a few words
 * @param remedy what to do where it is broken, in a sentence without a full stop
 */
public record RuleInfo(String id, Severity severity, String title, String remedy) {

    /** How bad it is that a rule is broken. */
    public enum Severity {
        /** It costs space and time. */
        WARNING,
        /** It does harm. */
        ERROR
    }
}
