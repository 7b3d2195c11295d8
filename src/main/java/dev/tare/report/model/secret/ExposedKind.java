package dev.tare.report.model.secret;

/**
 * A kind of credential.
 *
 * @param id its name for programs, such as {@code npm}; empty for what the user named
 * @param reason what it is in two or three words, such as {@code npm token}
 * @param revoke what to do about one that others may have seen, as an imperative; empty where that is not known
 * @param url of the page where to do it; empty where there is none
 */
public record ExposedKind(String id, String reason, String revoke, String url) {

    /** Returns what to do and where, in one sentence without a full stop; empty where that is not known. */
    public String remedy() {
        return url.isEmpty() ? revoke : revoke + " at " + url;
    }
}
