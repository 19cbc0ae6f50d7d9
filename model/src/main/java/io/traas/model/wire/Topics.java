package io.traas.model.wire;

import io.traas.model.Anomaly;
import io.traas.model.AuditCheckpoint;
import io.traas.model.ChangeEvent;
import io.traas.model.Command;
import io.traas.model.DeadLetter;
import io.traas.model.Decision;
import io.traas.model.DetectorSpec;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.RunbookInfo;
import io.traas.model.SampleBatch;
import io.traas.model.SeriesFeedback;
import io.traas.model.TargetState;
import java.time.Duration;
import java.util.List;

/** Every topic of the platform. Each has exactly one writing module, named beside it. */
public final class Topics {

    private static final Duration METRICS_KEPT = Duration.ofHours(6);
    private static final Duration EVENTS_KEPT = Duration.ofDays(90);

    /** Written by collectors. The only high-volume topic. */
    public static final Topic<SampleBatch> METRICS = new Topic<>(
            "traas.metrics", new SampleBatchCodec(), batch -> batch.target().toString(), 4, false, METRICS_KEPT);

    /** Written by collectors. */
    public static final Topic<ChangeEvent> CHANGES = new Topic<>(
            "traas.changes",
            Json.codec(ChangeEvent.class),
            change -> change.target().toString(),
            1,
            false,
            EVENTS_KEPT);

    /** Written by collectors. */
    public static final Topic<TargetState> TARGETS = new Topic<>(
            "traas.targets",
            Json.codec(TargetState.class),
            state -> state.target().toString(),
            1,
            true,
            null);

    /** Written by ui. */
    public static final Topic<DetectorSpec> DETECTORS =
            new Topic<>("traas.detectors", Json.codec(DetectorSpec.class), DetectorSpec::id, 1, true, null);

    /** Written by detector. */
    public static final Topic<Anomaly> ANOMALIES = new Topic<>(
            "traas.anomalies",
            Json.codec(Anomaly.class),
            anomaly -> anomaly.series().id(),
            1,
            false,
            EVENTS_KEPT);

    /** Written by detector. */
    public static final Topic<Incident> INCIDENTS =
            new Topic<>("traas.incidents", Json.codec(Incident.class), Incident::id, 1, false, EVENTS_KEPT);

    /** Written by runbooks. */
    public static final Topic<RunbookInfo> RUNBOOKS =
            new Topic<>("traas.runbooks", Json.codec(RunbookInfo.class), RunbookInfo::id, 1, true, null);

    /** Written by runbooks. */
    public static final Topic<Decision> DECISIONS =
            new Topic<>("traas.decisions", Json.codec(Decision.class), Decision::incidentId, 1, false, null);

    /** Written by remediation. */
    public static final Topic<LedgerEntry> LEDGER =
            new Topic<>("traas.ledger", Json.codec(LedgerEntry.class), LedgerEntry::incidentId, 1, false, null);

    /** Written by remediation. Apart from the ledger, so that access to it can be given apart. */
    public static final Topic<AuditCheckpoint> AUDIT = new Topic<>(
            "traas.audit", Json.codec(AuditCheckpoint.class), checkpoint -> AuditCheckpoint.KEY, 1, false, null);

    /** Written by ui. */
    public static final Topic<Command> COMMANDS =
            new Topic<>("traas.commands", Json.codec(Command.class), Command::scope, 1, false, null);

    /** Written by ui. Kept, not compacted: every word of a series counts, and a detector that lost its state hears it again. */
    public static final Topic<SeriesFeedback> FEEDBACK = new Topic<>(
            "traas.feedback",
            Json.codec(SeriesFeedback.class),
            feedback -> feedback.series().target().toString(),
            1,
            false,
            EVENTS_KEPT);

    /** Written by every module, with its own prefix in the key. */
    public static final Topic<DeadLetter> DEAD_LETTERS =
            new Topic<>("traas.dead-letters", Json.codec(DeadLetter.class), DeadLetter::source, 1, false, EVENTS_KEPT);

    public static final List<Topic<?>> ALL = List.of(
            METRICS,
            CHANGES,
            TARGETS,
            DETECTORS,
            ANOMALIES,
            INCIDENTS,
            RUNBOOKS,
            DECISIONS,
            LEDGER,
            AUDIT,
            COMMANDS,
            FEEDBACK,
            DEAD_LETTERS);

    private Topics() {}
}
