package io.traas.detector.workload;

import java.util.ArrayList;
import java.util.List;

/** Readings of one workload and interval that came before their time and wait for it, in the order of their coming. */
public record Held(List<PodReading> readings) {

    public static final Held NONE = new Held(List.of());

    public Held {
        readings = List.copyOf(readings);
    }

    public Held with(PodReading reading) {
        List<PodReading> all = new ArrayList<>(readings);
        all.add(reading);
        return new Held(all);
    }
}
