package io.traas.detector.detect;

import io.traas.model.Anomaly;
import io.traas.model.AnomalyKind;
import io.traas.model.DetectorSpec;
import io.traas.model.Lifecycle;
import io.traas.model.Series;
import io.traas.model.SeriesFeedback;
import io.traas.model.Target;
import java.time.Instant;

/**
 * One series under one detector: judges each point and opens, updates and closes its anomaly. An anomaly opens when
 * enough of the last points deviate and closes when as many points in a row as the window holds (at least
 * {@link #MIN_CLEAN}) are clean, or when there has been nothing to judge for {@link #GIVE_UP_AFTER} points. Immutable.
 */
public final class SeriesWatch {

    static final int MIN_CLEAN = 3;
    static final int GIVE_UP_AFTER = 15;
    private static final long UPDATE_EVERY_MS = 1_000;

    private final DetectorSpec spec;
    private final Series series;
    private final Target workload;
    private final String node;
    private final Judge judge;

    /** @param node of a pod, empty for workloads */
    public SeriesWatch(DetectorSpec spec, Target target, Target workload, String node) {
        this.spec = spec;
        this.series = Series.of(target, spec.signal().name());
        this.workload = workload;
        this.node = node;
        this.judge = Judge.of(spec.method(), series);
    }

    /** @param event null when there is nothing to tell */
    public record Step(SeriesMemory memory, Anomaly event) {}

    public Step step(Measured measured, SeriesMemory before, boolean frozen) {
        SeriesMemory learned = judge.learn(spec, measured, before, frozen || before.isOpen());
        Judgement judgement = judge.judge(spec, measured, judge.learnsFirst() ? learned : before);
        SeriesMemory memory = learned.marked(judgement.outcome());
        return memory.isOpen() ? whileOpen(measured, judgement, memory) : whileQuiet(measured, judgement, memory);
    }

    /** Closes what is open, for the reason given: the target is gone, the detector was changed. */
    public static Anomaly closed(Anomaly open, long atMillis, String reason) {
        return copy(open, Lifecycle.CLOSED, Instant.ofEpochMilli(atMillis), open.observed(), open.score(), reason);
    }

    /**
     * Takes in what a person says of a series that is judged by learning: shifts what it has to show, and closes
     * the anomaly that is called a false alarm.
     *
     * @param atMillis event time, for the end of the anomaly
     */
    public static Step heard(SeriesMemory before, Tier tier, SeriesFeedback feedback, long atMillis) {
        SeriesMemory memory = before.observed(before.ensemble().after(feedback, tier));
        return isAbout(feedback, before.open())
                ? new Step(memory.closed(), closedBy(feedback, before.open(), atMillis))
                : new Step(memory, null);
    }

    /** Only the anomaly that was meant: a word may be read again when another one is open. */
    public static boolean isAbout(SeriesFeedback feedback, Anomaly open) {
        return open != null && open.id().equals(feedback.anomalyId());
    }

    /** Closes what a person calls a false alarm; never before its last sign of life. */
    public static Anomaly closedBy(SeriesFeedback feedback, Anomaly open, long atMillis) {
        String reason =
                "called a false alarm by " + feedback.by() + (feedback.why().isBlank() ? "" : ": " + feedback.why());
        return closed(open, Math.max(atMillis, open.updatedAt().toEpochMilli()), reason);
    }

    private Step whileQuiet(Measured measured, Judgement judgement, SeriesMemory memory) {
        boolean opens =
                judgement.outcome() == Judgement.Outcome.BREACH && memory.breaches(spec.window()) >= spec.breaches();
        if (!opens) {
            return new Step(memory, null);
        }
        Instant at = Instant.ofEpochMilli(measured.atMillis());
        Anomaly anomaly = new Anomaly(
                Anomaly.idOf(series, spec.id(), at),
                Lifecycle.OPENED,
                series,
                workload,
                node,
                spec.id(),
                kind(),
                spec.failureClass(),
                at,
                at,
                judgement.observed(),
                judgement.low(),
                judgement.high(),
                judgement.score(),
                spec.severity(),
                measured.completeness(),
                sentence(measured, judgement, memory));
        return new Step(memory.with(anomaly), anomaly);
    }

    private Step whileOpen(Measured measured, Judgement judgement, SeriesMemory memory) {
        Anomaly open = memory.open();
        if (memory.cleanRun() >= Math.max(MIN_CLEAN, spec.window())) {
            // It keeps the value that deviated: that is what it is evidence of.
            Anomaly closed = closed(open, measured.atMillis(), "back to normal: " + judgement.because());
            return new Step(memory.closed(), closed);
        }
        if (memory.unknownRun() >= GIVE_UP_AFTER) {
            return new Step(
                    memory.closed(),
                    closed(open, measured.atMillis(), "cannot be judged any more: nothing is measured"));
        }
        boolean news = judgement.outcome() == Judgement.Outcome.BREACH
                && measured.atMillis() - open.updatedAt().toEpochMilli() >= UPDATE_EVERY_MS
                && judgement.observed() != open.observed();
        if (!news) {
            return new Step(memory, null);
        }
        Anomaly updated = copy(
                open,
                Lifecycle.UPDATED,
                Instant.ofEpochMilli(measured.atMillis()),
                judgement.observed(),
                Math.max(open.score(), judgement.score()),
                sentence(measured, judgement, memory));
        return new Step(memory.with(updated), updated);
    }

    private String sentence(Measured measured, Judgement judgement, SeriesMemory memory) {
        return judgement.because() + ", in " + memory.breaches(spec.window()) + " of the last " + spec.window()
                + " points" + (measured.remark().isEmpty() ? "" : "; " + measured.remark());
    }

    private AnomalyKind kind() {
        return switch (spec.method()) {
            case THRESHOLD, BASELINE ->
                spec.direction() == DetectorSpec.Direction.HIGH ? AnomalyKind.HIGH : AnomalyKind.LOW;
            case DROP_TO_ZERO -> AnomalyKind.DROP_TO_ZERO;
            case NO_DATA -> AnomalyKind.NO_DATA;
            case CHANGE_RATE -> AnomalyKind.CHANGE_RATE;
            case IMBALANCE -> AnomalyKind.IMBALANCE;
            case RESTARTED, MULTIVARIATE -> AnomalyKind.HIGH;
            case ENSEMBLE, RANDOM_CUT_FOREST -> AnomalyKind.PATTERN;
            case BURN_RATE -> AnomalyKind.BURN_RATE;
            case FORECAST -> AnomalyKind.FORECAST_BREACH;
        };
    }

    private static Anomaly copy(
            Anomaly of, Lifecycle state, Instant updatedAt, double observed, double score, String because) {
        return new Anomaly(
                of.id(),
                state,
                of.series(),
                of.workload(),
                of.node(),
                of.detector(),
                of.kind(),
                of.failureClass(),
                of.openedAt(),
                updatedAt,
                observed,
                of.expectedLow(),
                of.expectedHigh(),
                score,
                of.severity(),
                of.completeness(),
                because);
    }
}
