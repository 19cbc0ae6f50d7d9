package io.traas.drills.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values behind {@code ${name}} in recorded cases: bound by the first answer that has one, fixed from then on. */
final class Placeholders {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]+)}");

    private final Map<String, String> values = new HashMap<>();

    void bind(String name, String value) {
        values.put(name, value);
    }

    /** The text of a request; every placeholder in it must have a value. */
    String filledIn(String text) {
        return PLACEHOLDER.matcher(text).replaceAll(found -> {
            String value = values.get(found.group(1));
            if (value == null) {
                throw new AssertionError("no answer has given ${" + found.group(1) + "} a value yet");
            }
            return Matcher.quoteReplacement(value);
        });
    }

    /** The first difference between what is expected and what came, by path; extra fields are none. */
    Optional<String> difference(String path, JsonNode expected, JsonNode actual) {
        if (expected.isObject()) {
            for (Map.Entry<String, JsonNode> field : expected.properties()) {
                Optional<String> difference =
                        difference(path + "/" + field.getKey(), field.getValue(), actual.path(field.getKey()));
                if (difference.isPresent()) {
                    return difference;
                }
            }
            return actual.isObject() ? Optional.empty() : Optional.of(text(path, expected, actual));
        }
        if (expected.isArray()) {
            if (!actual.isArray() || actual.size() != expected.size()) {
                return Optional.of(text(path, expected, actual));
            }
            for (int i = 0; i < expected.size(); i++) {
                Optional<String> difference = difference(path + "/" + i, expected.get(i), actual.get(i));
                if (difference.isPresent()) {
                    return difference;
                }
            }
            return Optional.empty();
        }
        boolean same = expected.isTextual()
                ? actual.isTextual() && matches(expected.asText(), actual.asText())
                : expected.isNumber() && actual.isNumber()
                        ? expected.decimalValue().compareTo(actual.decimalValue()) == 0
                        : expected.equals(actual);
        return same ? Optional.empty() : Optional.of(text(path, expected, actual));
    }

    private boolean matches(String expected, String actual) {
        StringBuilder pattern = new StringBuilder();
        List<String> unbound = new ArrayList<>();
        Matcher found = PLACEHOLDER.matcher(expected);
        int from = 0;
        while (found.find()) {
            pattern.append(Pattern.quote(expected.substring(from, found.start())));
            String value = values.get(found.group(1));
            if (value == null) {
                unbound.add(found.group(1));
                pattern.append("(.+?)");
            } else {
                pattern.append(Pattern.quote(value));
            }
            from = found.end();
        }
        pattern.append(Pattern.quote(expected.substring(from)));
        Matcher match = Pattern.compile(pattern.toString(), Pattern.DOTALL).matcher(actual);
        if (!match.matches()) {
            return false;
        }
        for (int i = 0; i < unbound.size(); i++) {
            values.put(unbound.get(i), match.group(i + 1));
        }
        return true;
    }

    private String text(String path, JsonNode expected, JsonNode actual) {
        return path + ": recorded " + expected + ", here " + actual + ", with " + values;
    }
}
