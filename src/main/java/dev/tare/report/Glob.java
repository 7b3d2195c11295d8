package dev.tare.report;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** A pattern for paths: {@code *} and {@code ?} stay within a name, {@code **} goes on below; without a slash it is for the last name. */
public record Glob(Pattern pattern, boolean lastNameOnly) {

    public static Glob of(String text) {
        var regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '*' && text.startsWith("**/", i)) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (c == '*' && i + 1 < text.length() && text.charAt(i + 1) == '*') {
                regex.append(".*");
                i++;
            } else {
                regex.append(
                        switch (c) {
                            case '*' -> "[^/]*";
                            case '?' -> "[^/]";
                            default -> Pattern.quote(String.valueOf(c));
                        });
            }
        }
        boolean lastName = text.indexOf('/') < 0;
        String whole = lastName || text.startsWith("/") ? regex.toString() : "/" + regex;
        return new Glob(Pattern.compile(whole, Pattern.DOTALL), lastName);
    }

    /** Whether a whole path matches. */
    public boolean matches(byte[] path) {
        String text = new String(path, StandardCharsets.UTF_8);
        return pattern.matcher(lastNameOnly ? text.substring(text.lastIndexOf('/') + 1) : text)
                .matches();
    }
}
