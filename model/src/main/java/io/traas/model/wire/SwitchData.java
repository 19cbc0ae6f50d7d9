package io.traas.model.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.model.StopOrder;
import io.traas.model.StopScope;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The stop switch as the data of a ConfigMap. For everything: {@code state: run|stop}, {@code by}, {@code at}, {@code
 * reason}, {@code until}. For a part: one key for each, {@code namespace.payments}, with the same as a JSON object; only
 * stops are kept there. What is not understood is refused, never passed over: it may be a stop.
 */
public final class SwitchData {

    /** Name of the ConfigMap, in the namespace of the platform. */
    public static final String NAME = "traas-stop";

    private static final String STATE = "state";
    private static final String RUN = "run";
    private static final String STOP = "stop";
    private static final Set<String> OF_ALL = Set.of(STATE, "by", "at", "reason", "until");

    private SwitchData() {}

    /** As it stands in a part's key. */
    private record Part(String state, String by, String at, String reason, String until) {}

    /**
     * @return first the one about everything, then those about a part, in the order of their keys
     * @throws MalformedRecordException naming the key and what is wrong with it
     */
    public static List<StopOrder> read(Map<String, String> data) {
        List<StopOrder> orders = new ArrayList<>();
        orders.add(order(
                StopScope.ALL,
                new Part(
                        data.getOrDefault(STATE, ""),
                        data.get("by"),
                        data.get("at"),
                        data.get("reason"),
                        data.get("until"))));
        new TreeMap<>(data).forEach((key, value) -> {
            if (value != null && !OF_ALL.contains(key)) { // Some servers keep a removed key without a value.
                orders.add(part(key, value));
            }
        });
        return List.copyOf(orders);
    }

    private static StopOrder part(String key, String value) {
        try {
            StopScope scope = StopScope.parse(key);
            return order(scope, Json.mapper().readValue(value, Part.class));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new MalformedRecordException("key '" + key + "' of the stop switch: " + firstLine(e), e);
        }
    }

    private static StopOrder order(StopScope scope, Part part) {
        boolean stopped = STOP.equals(part.state());
        if (!stopped && !RUN.equals(part.state())) {
            throw new MalformedRecordException(
                    "state of " + scope.key() + " is '" + part.state() + "', must be " + RUN + " or " + STOP);
        }
        Instant until;
        try {
            until = part.until() == null || part.until().isEmpty() ? null : Instant.parse(part.until());
        } catch (DateTimeParseException e) {
            throw new MalformedRecordException(
                    "until of " + scope.key() + " is '" + part.until() + "', must be like 2026-09-01T12:00:00Z", e);
        }
        return new StopOrder(scope, stopped, part.by(), instant(part.at()), part.reason(), until);
    }

    /** Somebody may have edited it by hand; when it was is not worth a refusal. */
    private static Instant instant(String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** What a merge patch sets for the order; a null value removes the key. */
    public static Map<String, String> write(StopOrder order) {
        Map<String, String> data = new TreeMap<>();
        if (order.scope().kind() == StopScope.Kind.ALL) {
            data.put(STATE, order.stopped() ? STOP : RUN);
            data.put("by", order.by());
            data.put("at", String.valueOf(order.at()));
            data.put("reason", order.reason());
            data.put("until", order.until() == null ? null : order.until().toString());
            return data;
        }
        ObjectNode part = Json.mapper()
                .createObjectNode()
                .put(STATE, STOP)
                .put("by", order.by())
                .put("at", String.valueOf(order.at()))
                .put("reason", order.reason());
        if (order.until() != null) {
            part.put("until", order.until().toString());
        }
        data.put(order.scope().key(), order.stopped() ? part.toString() : null);
        return data;
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
