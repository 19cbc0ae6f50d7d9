package io.traas.remediation.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.model.TrafficAction.ShiftHttpRoute;
import io.traas.model.TrafficAction.ShiftVirtualService;
import io.traas.model.TrafficAction.SwitchService;
import io.traas.model.wire.Json;
import io.traas.remediation.act.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Selectors of Services, weights of routes. Nothing that would leave nobody to answer (INV-01). */
final class TrafficActions {

    /** Weight of a backend that names none, in the Gateway API. */
    private static final int GATEWAY_DEFAULT = 1;

    /** Weight of the only destination of a route, in Istio; one of several that names none gets nothing. */
    private static final int ISTIO_WHOLE = 100;

    private final ApiObjects objects;

    TrafficActions(ApiObjects objects) {
        this.objects = objects;
    }

    void addTo(ActionTable table) {
        table.withEdit(SwitchService.class, ObjectKind.SERVICE, SwitchService::service, this::selector)
                .withEdit(
                        ShiftHttpRoute.class,
                        ObjectKind.HTTP_ROUTE,
                        ShiftHttpRoute::route,
                        action -> route -> shift(route, backends(route), action.from(), action.to()))
                .withEdit(
                        ShiftVirtualService.class,
                        ObjectKind.VIRTUAL_SERVICE,
                        ShiftVirtualService::virtualService,
                        action -> service -> shift(service, destinations(service), action.from(), action.to()));
    }

    private Edits.Edit selector(SwitchService action) {
        return service -> {
            Map<String, String> selector = new TreeMap<>();
            service.spec()
                    .path("selector")
                    .properties()
                    .forEach(entry ->
                            selector.put(entry.getKey(), entry.getValue().asText()));
            if (selector.equals(action.to())) {
                throw RefusedException.skipped(service.describe() + " already selects " + selector);
            }
            if (!selector.equals(action.from())) {
                throw RefusedException.denied(
                        Reason.CHANGED,
                        service.describe() + " selects " + selector + ", the plan was made for "
                                + new TreeMap<>(action.from()));
            }
            boolean answered = objects.labelled(ObjectKind.POD, service.namespace(), asSelector(action.to())).stream()
                    .anyMatch(pod -> pod.hasCondition("Ready") && !pod.isTerminating());
            if (!answered) {
                throw RefusedException.denied(
                        Reason.NOBODY_LEFT,
                        "no ready pod has the labels " + new TreeMap<>(action.to()) + ", " + service.describe()
                                + " would have nobody to answer");
            }
            service.editableSpec().set("selector", Json.mapper().valueToTree(action.to()));
        };
    }

    private static String asSelector(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .sorted()
                .collect(Collectors.joining(","));
    }

    /** One possible receiver of requests; those of one rule share its requests. */
    private record Receiver(String name, int weight, ObjectNode node) {}

    private static List<List<Receiver>> backends(ApiObject route) {
        return receivers(
                route.spec().path("rules"),
                "backendRefs",
                backend -> backend.path("name").asText(),
                count -> GATEWAY_DEFAULT);
    }

    private static List<List<Receiver>> destinations(ApiObject service) {
        return receivers(
                service.spec().path("http"),
                "route",
                route -> {
                    String subset = route.at("/destination/subset").asText();
                    return route.at("/destination/host").asText() + (subset.isEmpty() ? "" : "/" + subset);
                },
                count -> count == 1 ? ISTIO_WHOLE : 0);
    }

    private static List<List<Receiver>> receivers(
            JsonNode rules, String field, Function<JsonNode, String> name, Function<Integer, Integer> missing) {
        List<List<Receiver>> found = new ArrayList<>();
        for (JsonNode rule : rules) {
            JsonNode several = rule.path(field);
            List<Receiver> ofRule = new ArrayList<>();
            for (JsonNode one : several) {
                int weight = one.path("weight").asInt(missing.apply(several.size()));
                ofRule.add(new Receiver(name.apply(one), weight, (ObjectNode) one));
            }
            found.add(ofRule);
        }
        return found;
    }

    private static void shift(
            ApiObject object, List<List<Receiver>> rules, Map<String, Integer> from, Map<String, Integer> to) {
        Map<String, Integer> now = new TreeMap<>();
        for (List<Receiver> rule : rules) {
            for (Receiver receiver : rule) {
                Integer elsewhere =
                        to.containsKey(receiver.name()) ? now.put(receiver.name(), receiver.weight()) : null;
                if (elsewhere != null && elsewhere != receiver.weight()) {
                    throw RefusedException.denied(
                            Reason.CHANGED,
                            object.describe() + " gives " + receiver.name() + " different weights in different rules");
                }
            }
        }
        if (now.equals(to)) {
            throw RefusedException.skipped(object.describe() + " already has the weights " + now);
        }
        if (!now.equals(from)) {
            throw RefusedException.denied(
                    Reason.CHANGED,
                    object.describe() + " has the weights " + now + ", the plan was made for " + new TreeMap<>(from));
        }
        for (List<Receiver> rule : rules) {
            int left = rule.stream()
                    .mapToInt(receiver -> to.getOrDefault(receiver.name(), receiver.weight()))
                    .sum();
            if (!rule.isEmpty() && left == 0) {
                throw RefusedException.denied(
                        Reason.NOBODY_LEFT, "a rule of " + object.describe() + " would have nobody to answer");
            }
            rule.stream()
                    .filter(receiver -> to.containsKey(receiver.name()))
                    .forEach(receiver -> receiver.node().put("weight", to.get(receiver.name())));
        }
    }
}
