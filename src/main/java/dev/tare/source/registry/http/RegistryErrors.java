package dev.tare.source.registry.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.function.UnaryOperator;

/** The body of an error answer (OCI distribution-spec, "Error Codes"): {@code {"errors":[{"code","message"}]}}. */
public final class RegistryErrors {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_SHOWN_CHARACTERS = 200;

    private RegistryErrors() {}

    /**
     * What the registry said, on one line; empty if it said nothing that can be understood.
     *
     * @param conceal takes secrets out of it, before anything is cut off that they could be known by
     */
    public static String read(byte[] body, UnaryOperator<String> conceal) {
        try {
            var said = new ArrayList<String>();
            for (var error : JSON.readTree(body).path("errors")) {
                String code = error.path("code").asText("");
                String message = error.path("message").asText("");
                said.add(code + (code.isEmpty() || message.isEmpty() ? "" : ": ") + message);
            }
            return brief(conceal.apply(String.join("; ", said)));
        } catch (JsonProcessingException e) {
            return ""; // an HTML page, or nothing
        } catch (java.io.IOException e) {
            return "";
        }
    }

    /** Text of a stranger, short and on one line. */
    public static String brief(String text) {
        String line = text.strip().replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= MAX_SHOWN_CHARACTERS ? line : line.substring(0, MAX_SHOWN_CHARACTERS) + "…";
    }

    public static boolean isHtml(String contentType, byte[] body) {
        String start = new String(body, 0, Math.min(body.length, 64), StandardCharsets.ISO_8859_1).stripLeading();
        return contentType.startsWith("text/html") || start.startsWith("<");
    }
}
