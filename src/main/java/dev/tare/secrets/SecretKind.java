package dev.tare.secrets;

/**
 * A kind of credential, a row of the table.
 *
 * @param number stands for it in indexes of layers, 1 to 255; 0 for what is in no table. The same in every version of tare
 * @param rank its place in the table, from 1 on, where the worst come first; 0 for what is in no table
 * @param id its name for programs, such as "npm"; empty for what is no credential and for what the user named
 * @param reason what it is in two or three words, such as "npm token"
 * @param revoke what to do about one that others may have seen, as an imperative; empty where that is not known
 * @param at the address of the page where to do it; empty where there is none
 * @param folder the name of a folder all files of which are of this kind, such as ".git"; else empty
 * @param isHiddenOnly true if one that a container shows is no credential
 */
public record SecretKind(
        int number, int rank, String id, String reason, String revoke, String at, String folder, boolean isHiddenOnly) {

    /** No credential. */
    public static final SecretKind NONE = ofNoTable("");

    /** A credential that the user names, for the reason that is given. */
    public static SecretKind named(String reason) {
        return ofNoTable(reason);
    }

    private static SecretKind ofNoTable(String reason) {
        return new SecretKind(0, 0, "", reason, "", "", "", false);
    }

    public boolean isNone() {
        return reason.isEmpty();
    }

    /** Returns true if this kind is reported for a file that is of both. What the user names is worse than all of the table. */
    public boolean isWorseThan(SecretKind other) {
        return !isNone() && (other.isNone() || rank < other.rank);
    }

    /** Returns what to do and where, in one sentence without a full stop. */
    public String remedy() {
        return at.isEmpty() ? revoke : revoke + " at " + at;
    }
}
