package dev.tare.report.earlier;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.image.Digest;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;

/** The fields of an object of a report, each of which must be what the schema says. */
record Fields(JsonNode node, String what) {

    /** Maximum of a number: more bytes than any image has, and so few that a sum over a million of them is below 64 bits. */
    private static final long MAX_NUMBER = 1L << 43;

    private IllegalArgumentException wrong(String field) {
        return new IllegalArgumentException("%s has no %s, or a wrong one".formatted(what, field));
    }

    String text(String field) {
        var value = node.path(field);
        if (!value.isTextual()) {
            throw wrong(field);
        }
        return value.textValue();
    }

    /** A text, or an empty one where there is no such field. */
    String textOrNone(String field) {
        return node.has(field) ? text(field) : "";
    }

    String digest(String field) {
        try {
            return Digest.parse(text(field)).toString();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s: %s: %s".formatted(what, field, e.getMessage()), e);
        }
    }

    /** A number that is not below 0, and not absurdly large. */
    long number(String field) {
        var value = node.path(field);
        if (!value.canConvertToExactIntegral()
                || !value.canConvertToLong()
                || value.longValue() < 0
                || value.longValue() > MAX_NUMBER) {
            throw wrong(field);
        }
        return value.longValue();
    }

    OptionalLong known(String field) {
        return node.has(field) ? OptionalLong.of(number(field)) : OptionalLong.empty();
    }

    int count(String field) {
        long value = number(field);
        if (value > Integer.MAX_VALUE) {
            throw wrong(field);
        }
        return (int) value;
    }

    /** A number below a bound. */
    int index(String field, int bound) {
        long value = number(field);
        if (value >= bound) {
            throw wrong(field);
        }
        return (int) value;
    }

    /** Numbers below a bound, at least one. */
    List<Integer> indexes(String field, int bound) {
        var all = new ArrayList<Integer>();
        for (var value : node.path(field)) {
            if (!value.canConvertToInt() || value.intValue() < 0 || value.intValue() >= bound) {
                throw wrong(field);
            }
            all.add(value.intValue());
        }
        if (all.isEmpty()) {
            throw wrong(field);
        }
        return all;
    }

    BigDecimal decimal(String field) {
        var value = node.path(field);
        if (!value.isNumber()) {
            throw wrong(field);
        }
        return value.decimalValue();
    }

    boolean flag(String field) {
        var value = node.path(field);
        if (!value.isBoolean()) {
            throw wrong(field);
        }
        return value.booleanValue();
    }

    boolean has(String field) {
        return node.has(field);
    }

    /** The bytes of a path. */
    byte[] path() {
        if (!node.has("pathBase64")) {
            return text("path").getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(text("pathBase64"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s has no pathBase64, or a wrong one".formatted(what), e);
        }
    }

    /** The objects of an array, none where there is no such field. */
    List<Fields> objects(String field) {
        var all = new ArrayList<Fields>();
        for (var value : node.path(field)) {
            all.add(new Fields(value, what + ", " + field));
        }
        return all;
    }
}
