package io.traas.remediation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.traas.remediation.notify.Notices;

/** What this stage says of itself on {@code /metrics}. Alert on plans that stay in a phase and on webhook failures. */
final class StageMetrics {

    private StageMetrics() {}

    static void bind(MeterRegistry metrics, PlanExecutor executor, Notices notices) {
        for (Cure.Phase phase : Cure.Phase.values()) {
            Gauge.builder("traas.remediation.plans", executor, e -> e.counts().get(phase))
                    .tag("phase", phase.name().toLowerCase(java.util.Locale.ROOT))
                    .description("Plans now in this phase")
                    .register(metrics);
        }
        Gauge.builder("traas.remediation.webhook.failures", notices, Notices::failures)
                .description("Notices that could not be delivered since the start")
                .register(metrics);
    }
}
