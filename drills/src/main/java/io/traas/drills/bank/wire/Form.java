package io.traas.drills.bank.wire;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Named texts as they travel between the services, {@code a=1&b=2} (form encoding), in their order. Immutable. */
public record Form(Map<String, String> fields) {

    /** No field at all. */
    public static final Form EMPTY = new Form(Map.of());

    public Form {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** Reads {@code a=1&b=2}; a piece without {@code =} is a field with an empty value. */
    public static Form parse(String text) {
        if (text.isBlank()) {
            return EMPTY;
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (String piece : text.strip().split("&")) {
            int equals = piece.indexOf('=');
            String name = equals < 0 ? piece : piece.substring(0, equals);
            String value = equals < 0 ? "" : piece.substring(equals + 1);
            fields.put(
                    URLDecoder.decode(name, StandardCharsets.UTF_8), URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
        return new Form(fields);
    }

    /** This form and one more field. */
    public Form with(String name, Object value) {
        Map<String, String> more = new LinkedHashMap<>(fields);
        more.put(name, String.valueOf(value));
        return new Form(more);
    }

    /** The field as text; refuses when it is missing. */
    public String text(String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("field '" + name + "' is missing in '" + this + "'");
        }
        return value;
    }

    /** The field as a whole number; refuses what is none. */
    public long number(String name) {
        try {
            return Long.parseLong(text(name));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("field '" + name + "' is not a whole number: '" + text(name) + "'", e);
        }
    }

    /** The field as a number, or {@code otherwise} when it is missing. */
    public double number(String name, double otherwise) {
        String value = fields.get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("field '" + name + "' is not a number: '" + value + "'", e);
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        fields.forEach((name, value) -> text.append(text.length() == 0 ? "" : "&")
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return text.toString();
    }
}
