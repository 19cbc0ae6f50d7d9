package io.traas.detector.stream;

import io.traas.detector.detect.Catalog;
import io.traas.model.DetectorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** The broadcast state of operators' detectors, on top of those shipped. */
public final class Detectors {

    public static final MapStateDescriptor<String, DetectorSpec> STATE =
            new MapStateDescriptor<>("detectors", Types.STRING, TypeInformation.of(DetectorSpec.class));

    private Detectors() {}

    static Catalog catalog(List<DetectorSpec> shipped, ReadOnlyBroadcastState<String, DetectorSpec> state)
            throws Exception {
        List<DetectorSpec> overrides = new ArrayList<>();
        for (Map.Entry<String, DetectorSpec> entry : state.immutableEntries()) {
            overrides.add(entry.getValue());
        }
        return Catalog.of(shipped, overrides);
    }

    static void apply(SpecChange change, BroadcastState<String, DetectorSpec> state) throws Exception {
        if (change.spec() == null) {
            state.remove(change.id());
        } else {
            state.put(change.id(), change.spec());
        }
    }
}
