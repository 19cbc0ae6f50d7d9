package io.traas.detector.detect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.model.DetectorSpec;
import io.traas.model.DetectorSpec.Level;
import io.traas.model.signal.Signal;
import io.traas.model.signal.Signals;
import io.traas.model.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The detectors in force: those shipped, each replaced by the one of the same id that an operator gave. Immutable.
 *
 * @param specs enabled ones only, in a stable order
 */
public record Catalog(List<DetectorSpec> specs) {

    private static final String SHIPPED = "/detectors.json";

    public Catalog {
        specs = List.copyOf(specs);
    }

    /** The detectors that come with the platform. */
    public static List<DetectorSpec> shipped() {
        try (InputStream in = Catalog.class.getResourceAsStream(SHIPPED)) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the shipped detectors " + SHIPPED, e);
        }
    }

    /** A JSON list of detectors; {@code signal} may be the name of one of {@link Signals}. */
    public static List<DetectorSpec> parse(String json) {
        try {
            List<DetectorSpec> specs = new ArrayList<>();
            for (JsonNode node : Json.mapper().readTree(json)) {
                specs.add(Json.mapper().treeToValue(withSignal((ObjectNode) node), DetectorSpec.class));
            }
            return specs;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a list of detectors: " + e.getOriginalMessage(), e);
        }
    }

    private static ObjectNode withSignal(ObjectNode spec) {
        JsonNode signal = spec.path("signal");
        if (signal.isTextual()) {
            Signal known = Signals.BY_NAME.get(signal.asText());
            if (known == null) {
                throw new IllegalArgumentException("detector " + spec.path("id").asText() + ": unknown signal '"
                        + signal.asText() + "', known are " + Signals.BY_NAME.keySet());
            }
            spec.set("signal", Json.mapper().valueToTree(known));
        }
        return spec;
    }

    public static Catalog of(List<DetectorSpec> shipped, Iterable<DetectorSpec> overrides) {
        Map<String, DetectorSpec> byId = new LinkedHashMap<>();
        shipped.forEach(spec -> byId.put(spec.id(), spec));
        overrides.forEach(spec -> byId.put(spec.id(), spec));
        return new Catalog(byId.values().stream().filter(DetectorSpec::enabled).toList());
    }

    /** The one of this id in force, null when there is none. */
    public DetectorSpec spec(String id) {
        return specs.stream().filter(spec -> spec.id().equals(id)).findFirst().orElse(null);
    }

    /** Those that judge pods and workloads. */
    public List<DetectorSpec> judged() {
        return specs.stream()
                .filter(spec -> spec.level() == Level.POD || spec.level() == Level.WORKLOAD)
                .toList();
    }

    /** Those that judge raw series. */
    public List<DetectorSpec> scanned() {
        return specs.stream().filter(spec -> spec.level() == Level.SERIES).toList();
    }

    /** Those that judge a target by all its raw series together, by id. */
    public List<DetectorSpec> together() {
        return specs.stream()
                .filter(spec -> spec.level() == Level.TARGET)
                .sorted(Comparator.comparing(DetectorSpec::id))
                .toList();
    }

    /**
     * What has to be measured, the traffic in any case; two signals of one name cannot both be, the one of the later
     * detector counts.
     */
    public List<Signal> signals() {
        Map<String, Signal> byName = new LinkedHashMap<>();
        List.of(Signals.REQUESTS, Signals.LATENCY, Signals.ERRORS).forEach(signal -> byName.put(signal.name(), signal));
        judged().forEach(spec -> byName.put(spec.signal().name(), spec.signal()));
        return List.copyOf(byName.values());
    }
}
