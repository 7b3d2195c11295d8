package dev.tare.analysis.secrets;

/** Paths that are credentials because the user says so, whatever the files hold. */
@FunctionalInterface
public interface SecretPaths {

    SecretPaths NONE = _ -> "";

    /** What kind of credential is at a whole path; empty if it is none. */
    String reason(byte[] path);
}
