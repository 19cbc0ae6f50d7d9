package io.traas.model;

import java.time.Instant;

/**
 * What a person says of how one series was judged. Flat, so that it can wait in Flink state.
 *
 * @param id of a false alarm derived from its anomaly, so that saying it again says nothing new
 * @param series of a {@code SERIES} detector the raw series of the scraped target; of others pod or workload and name of
 *     the signal, without labels
 * @param workload the one the target belongs to; equal to the target for workloads and for what belongs to none
 * @param detector id of the {@link DetectorSpec} that spoke or should have
 * @param anomalyId of {@link Verdict#FALSE_ALARM}: the anomaly that was none; otherwise empty
 * @param by who says so
 * @param why in that person's words, may be empty
 */
public record SeriesFeedback(
        String id,
        Series series,
        Target workload,
        String detector,
        Verdict verdict,
        String anomalyId,
        Instant at,
        String by,
        String why) {

    public enum Verdict {
        /** It spoke when there was nothing. */
        FALSE_ALARM,
        /** It was silent when it should have spoken. */
        MISSED
    }

    public SeriesFeedback {
        Check.notBlank("feedback.id", id);
        Check.notNull("feedback.series", series);
        Check.notNull("feedback.workload", workload);
        Check.notBlank("feedback.detector", detector);
        Check.notNull("feedback.verdict", verdict);
        anomalyId = anomalyId == null ? "" : anomalyId;
        if (anomalyId.isBlank() == (verdict == Verdict.FALSE_ALARM)) {
            throw new IllegalArgumentException("feedback.anomalyId is '" + anomalyId + "' for " + verdict
                    + ": a false alarm names its anomaly, what was missed has none");
        }
        Check.notNull("feedback.at", at);
        Check.notBlank("feedback.by", by);
        Check.notNull("feedback.why", why);
    }

    /** This anomaly was none. */
    public static SeriesFeedback falseAlarm(Anomaly anomaly, Instant at, String by, String why) {
        return new SeriesFeedback(
                Ids.of("feedback", Verdict.FALSE_ALARM.name(), anomaly.id()),
                anomaly.series(),
                anomaly.workload(),
                anomaly.detector(),
                Verdict.FALSE_ALARM,
                anomaly.id(),
                at,
                by,
                why);
    }

    /** This detector should have spoken of the series. */
    public static SeriesFeedback missed(
            Series series, Target workload, String detector, Instant at, String by, String why) {
        return new SeriesFeedback(
                Ids.of("feedback", Verdict.MISSED.name(), series.id(), detector, at.toString()),
                series,
                workload,
                detector,
                Verdict.MISSED,
                "",
                at,
                by,
                why);
    }
}
