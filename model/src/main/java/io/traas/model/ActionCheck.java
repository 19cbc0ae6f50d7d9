package io.traas.model;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks of the parameters of actions: what an API server would refuse anyway is refused before a plan is made of it. */
final class ActionCheck {

    /** A change that should stay longer is no temporary one. */
    static final long LONGEST_EXPIRY_SECONDS = 7 * 24 * 3600L;

    private static final Pattern OBJECT_NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final Pattern QUANTITY =
            Pattern.compile("(?=.*[1-9])([0-9]{1,15}(?:\\.[0-9]{1,6})?)(m|k|M|G|T|Ki|Mi|Gi|Ti)?");
    private static final Map<String, Double> UNITS = Map.of(
            "m", 1e-3, "k", 1e3, "M", 1e6, "G", 1e9, "T", 1e12, "Ki", 0x1p10, "Mi", 0x1p20, "Gi", 0x1p30, "Ti", 0x1p40);

    private ActionCheck() {}

    static void target(String action, String kind, Target target) {
        Check.notNull(action + ".target", target);
        if (!target.is(kind)) {
            throw new IllegalArgumentException(action + " needs a " + kind + ", not " + target);
        }
    }

    static void expiry(String action, long seconds) {
        Check.atLeast(action + ".expiresAfterSeconds", 0, seconds);
        Check.atMost(action + ".expiresAfterSeconds", LONGEST_EXPIRY_SECONDS, seconds);
    }

    /** Of an object in the cluster: it becomes part of a path. */
    static void objectName(String field, String value) {
        Check.notBlank(field, value);
        if (!OBJECT_NAME.matcher(value).matches()) {
            throw new IllegalArgumentException(field + " is '" + value + "', which is no name of a Kubernetes object");
        }
    }

    /** More than nothing, for example {@code 500m} or {@code 1.5Gi}. */
    static void quantity(String field, String value) {
        Check.notBlank(field, value);
        if (!QUANTITY.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    field + " is '" + value + "', must be an amount above zero such as 500m or 1.5Gi");
        }
    }

    /** Of a quantity that was checked. */
    static double amount(String quantity) {
        Matcher parts = QUANTITY.matcher(quantity);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + quantity + "' is no quantity");
        }
        return Double.parseDouble(parts.group(1)) * (parts.group(2) == null ? 1 : UNITS.get(parts.group(2)));
    }

    static void different(String action, Object from, Object to) {
        if (from.equals(to)) {
            throw new IllegalArgumentException(action + " goes from " + from + " to the same");
        }
    }

    /** Never empty: an empty selector would mean everything, an empty set of matchers every alert. */
    static void notEmpty(String field, Map<String, ?> values) {
        Check.notNull(field, values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException(field + " is empty, must name at least one");
        }
        values.forEach((key, value) -> {
            Check.notBlank(field + " (a key)", key);
            Check.notNull(field + "." + key, value);
        });
    }
}
