package io.traas.remediation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.traas.remediation.notify.Notices;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** What this stage says of itself on {@code /metrics}. Alert on plans that stay in a phase and on webhook failures. */
final class StageMetrics {

    private StageMetrics() {}

    static void bind(MeterRegistry metrics, Supplier<Map<Cure.Phase, Long>> plans, Notices notices) {
        for (Cure.Phase phase : Cure.Phase.values()) {
            Gauge.builder(
                            "traas.remediation.plans",
                            plans,
                            counts -> counts.get().getOrDefault(phase, 0L))
                    .tag("phase", phase.name().toLowerCase(Locale.ROOT))
                    .description("Plans now in this phase")
                    .register(metrics);
        }
        Gauge.builder("traas.remediation.webhook.failures", notices, Notices::failures)
                .description("Notices that could not be delivered since the start")
                .register(metrics);
    }
}
