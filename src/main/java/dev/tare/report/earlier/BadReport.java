package dev.tare.report.earlier;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file is no report. The message is a clause, in words that do not depend on the library that reads JSON. */
public final class BadReport extends IllegalArgumentException {

    static final String WHAT_IT_IS = "a report is what tare scan writes with -o json=FILE";

    /** What the library says of an end that comes too soon, which has no type of its own everywhere. */
    private static final String CUT_OFF = "end-of-input";

    private final String place;

    private BadReport(String place, String message, Throwable cause) {
        super(message, cause);
        this.place = place;
    }

    /** @param at the place of what is wrong in the file */
    BadReport(JsonLocation at, String message) {
        super(message);
        this.place = place(at);
    }

    BadReport(String message) {
        super(message);
        this.place = "";
    }

    static BadReport of(JsonProcessingException fault, Tokens.Part part) {
        String message = switch (fault) {
            case JsonParseException end
            when end.getOriginalMessage().contains(CUT_OFF) -> "it is cut off here: write it again";
            case StreamConstraintsException _ ->
                "it has more levels, or a longer name or number, than tare writes: it is no report";
            default -> "it is no JSON: " + WHAT_IT_IS;
        };
        return new BadReport(part == Tokens.Part.WHOLE ? place(fault.getLocation()) : "", message, fault);
    }

    private static String place(@Nullable JsonLocation at) {
        return at == null ? "" : ":%d:%d".formatted(at.getLineNr(), at.getColumnNr());
    }

    /** What is wrong with a report, behind its file and, where they are known, line and column. */
    public static String told(Path file, IllegalArgumentException fault) {
        return "%s%s: %s".formatted(file, fault instanceof BadReport bad ? bad.place : "", fault.getMessage());
    }
}
