package dev.tare.config;

import java.util.Locale;

/** An option that a file can set under {@code source}, by its name on the command line. */
enum SourceSetting {
    PLATFORM(Kind.TEXT, Trust.ANY_FILE),
    CA_FILE(Kind.TEXT, Trust.NAMED_FILE),
    CERT_DIR(Kind.TEXT, Trust.NAMED_FILE),
    PLAIN_HTTP(Kind.FLAG, Trust.NAMED_FILE),
    JOBS(Kind.NUMBER, Trust.ANY_FILE),
    CONNECTIONS(Kind.NUMBER, Trust.ANY_FILE),
    MAX_RATE(Kind.TEXT, Trust.ANY_FILE),
    RETRIES(Kind.NUMBER, Trust.ANY_FILE),
    TIMEOUT(Kind.NUMBER, Trust.ANY_FILE),
    STALL_TIMEOUT(Kind.NUMBER, Trust.ANY_FILE),
    MIRROR(Kind.LIST, Trust.NAMED_FILE),
    CACHE(Kind.LIST, Trust.NAMED_FILE),
    CACHE_READ_ONLY(Kind.FLAG, Trust.ANY_FILE);

    /** How it is written. */
    enum Kind {
        TEXT,
        FLAG,
        NUMBER,
        LIST
    }

    /** From which file it is taken. */
    enum Trust {
        ANY_FILE,
        /** From one that the user names: it says whom the connection to a registry can be trusted with. */
        NAMED_FILE
    }

    private final Kind kind;
    private final Trust trust;

    SourceSetting(Kind kind, Trust trust) {
        this.kind = kind;
        this.trust = trust;
    }

    String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Kind kind() {
        return kind;
    }

    Trust trust() {
        return trust;
    }
}
