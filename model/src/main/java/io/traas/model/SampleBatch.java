package io.traas.model;

import java.time.Instant;
import java.util.List;

/**
 * Everything one scrape of one target said. Every scrape, failed ones too, carries {@link #UP} and
 * {@link #SCRAPE_DURATION}, so that silence is a fact and never looks like health.
 *
 * @param target what was scraped, usually a pod
 * @param workload the controller that owns the target; the target itself when nothing owns it
 * @param node the node it runs on, empty when unknown
 * @param observedAt when the answer (or the failure) was complete
 */
public record SampleBatch(Target target, Target workload, String node, Instant observedAt, List<Point> points) {

    /** 1 when the scrape succeeded, 0 when it failed. */
    public static final String UP = "up";

    /** Seconds the scrape took. */
    public static final String SCRAPE_DURATION = "scrape_duration_seconds";

    /** Emitted by the platform itself to prove that the pipeline flows; the value is the sequence number. */
    public static final String HEARTBEAT = "traas_heartbeat";

    public SampleBatch {
        Check.notNull("batch.target", target);
        Check.notNull("batch.workload", workload);
        Check.notNull("batch.node", node);
        Check.notNull("batch.observedAt", observedAt);
        points = List.copyOf(points);
    }

    /** False when the scrape failed or did not say. */
    public boolean up() {
        return points.stream().anyMatch(point -> point.metric().equals(UP) && point.value() == 1);
    }
}
