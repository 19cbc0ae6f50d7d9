package io.traas.model;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Sends requests elsewhere. A change that would leave nobody to answer is refused. */
public sealed interface TrafficAction extends Action {

    /**
     * Points a Service at other pods, for example from {@code track: green} back to {@code track: blue}.
     *
     * @param from the whole selector the plan was made for
     * @param to the whole selector afterwards; it must find a ready pod
     */
    record SwitchService(
            Target target, String service, Map<String, String> from, Map<String, String> to, long expiresAfterSeconds)
            implements TrafficAction {
        public SwitchService {
            ActionCheck.target("switch-service", "Deployment", target);
            ActionCheck.objectName("switch-service.service", service);
            ActionCheck.notEmpty("switch-service.from", from);
            ActionCheck.notEmpty("switch-service.to", to);
            from = Map.copyOf(from);
            to = Map.copyOf(to);
            ActionCheck.different("switch-service", from, to);
            ActionCheck.expiry("switch-service", expiresAfterSeconds);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new SwitchService(target, service, to, from, 0));
        }

        @Override
        public int blastRadius() {
            return 1;
        }

        @Override
        public String describe() {
            return "switch service " + service + " of " + target + " from " + text(from) + " to " + text(to);
        }
    }

    /**
     * Sets the weights of the backends of a Gateway API HTTPRoute, in every rule that names them.
     *
     * @param from weight by name of the backend, those the plan was made for
     * @param to the same backends
     */
    record ShiftHttpRoute(
            Target target, String route, Map<String, Integer> from, Map<String, Integer> to, long expiresAfterSeconds)
            implements TrafficAction {
        public ShiftHttpRoute {
            ActionCheck.target("shift-http-route", "Deployment", target);
            ActionCheck.objectName("shift-http-route.route", route);
            from = weights("shift-http-route.from", from);
            to = weights("shift-http-route.to", to);
            sameBackends("shift-http-route", from, to);
            ActionCheck.expiry("shift-http-route", expiresAfterSeconds);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new ShiftHttpRoute(target, route, to, from, 0));
        }

        @Override
        public int blastRadius() {
            return 1;
        }

        @Override
        public String describe() {
            return "shift route " + route + " of " + target + " from " + text(from) + " to " + text(to);
        }
    }

    /**
     * Sets the weights of the destinations of an Istio VirtualService, in every HTTP route that names them.
     *
     * @param from weight by destination, {@code host} or {@code host/subset}, those the plan was made for
     * @param to the same destinations
     */
    record ShiftVirtualService(
            Target target,
            String virtualService,
            Map<String, Integer> from,
            Map<String, Integer> to,
            long expiresAfterSeconds)
            implements TrafficAction {
        public ShiftVirtualService {
            ActionCheck.target("shift-virtual-service", "Deployment", target);
            ActionCheck.objectName("shift-virtual-service.virtualService", virtualService);
            from = weights("shift-virtual-service.from", from);
            to = weights("shift-virtual-service.to", to);
            sameBackends("shift-virtual-service", from, to);
            ActionCheck.expiry("shift-virtual-service", expiresAfterSeconds);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new ShiftVirtualService(target, virtualService, to, from, 0));
        }

        @Override
        public int blastRadius() {
            return 1;
        }

        @Override
        public String describe() {
            return "shift virtual service " + virtualService + " of " + target + " from " + text(from) + " to "
                    + text(to);
        }
    }

    private static Map<String, Integer> weights(String field, Map<String, Integer> weights) {
        ActionCheck.notEmpty(field, weights);
        weights.forEach((backend, weight) -> {
            Check.atLeast(field + "." + backend, 0, weight);
            Check.atMost(field + "." + backend, 1_000_000, weight);
        });
        if (weights.values().stream().allMatch(weight -> weight == 0)) {
            throw new IllegalArgumentException(field + " is " + text(weights) + ", which leaves nobody to answer");
        }
        return Map.copyOf(weights);
    }

    private static void sameBackends(String action, Map<String, Integer> from, Map<String, Integer> to) {
        if (!from.keySet().equals(to.keySet())) {
            throw new IllegalArgumentException(
                    action + ".to names " + to.keySet() + ", must name the same as from: " + from.keySet());
        }
        ActionCheck.different(action, from, to);
    }

    /** In a fixed order. */
    private static String text(Map<String, ?> values) {
        return values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
    }
}
