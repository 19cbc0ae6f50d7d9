package io.traas.ui.web;

import io.traas.model.Anomaly;
import io.traas.model.AnomalyKind;
import io.traas.model.DetectorSpec;
import io.traas.model.DetectorSpec.Level;
import io.traas.model.DetectorSpec.Method;
import io.traas.model.Series;
import io.traas.model.SeriesFeedback;
import io.traas.model.Target;
import io.traas.model.wire.Topics;
import io.traas.ui.control.Commands;
import io.traas.ui.control.RefusedException;
import io.traas.ui.control.RefusedException.Reason;
import io.traas.ui.incidents.IncidentStore;
import io.traas.ui.services.Catalogue;
import java.time.Clock;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What people say of how a series was judged. */
@RestController
@RequestMapping("/api/v1")
class FeedbackApi {

    private final IncidentStore store;
    private final Catalogue catalogue;
    private final Commands commands;
    private final Clock clock;

    FeedbackApi(IncidentStore store, Catalogue catalogue, Commands commands, Clock clock) {
        this.store = store;
        this.catalogue = catalogue;
        this.commands = commands;
        this.clock = clock;
    }

    /**
     * @param anomalyId of a false alarm; of what was missed absent, and the next four are there
     * @param target {@code cluster/namespace/kind/name}
     * @param metric of a {@code SERIES} detector the raw metric, of others the name of the signal
     * @param labels of a {@code SERIES} detector all of the series; absent means none
     */
    record Said(
            SeriesFeedback.Verdict verdict,
            String anomalyId,
            String detector,
            String target,
            String metric,
            Map<String, String> labels,
            String why,
            String by) {}

    /**
     * Takes effect when the detector has read it from the topic. What it cannot apply, as it knows no such series or the
     * detector does not learn, becomes a dead letter; as far as that is known here already it is refused.
     */
    @PostMapping("/feedback")
    @ResponseStatus(HttpStatus.ACCEPTED)
    SeriesFeedback say(@RequestBody Said said) {
        if (said.verdict() == null) {
            throw invalid("verdict is missing; it is FALSE_ALARM or MISSED");
        }
        SeriesFeedback feedback = switch (said.verdict()) {
            case FALSE_ALARM -> falseAlarm(said);
            case MISSED -> missed(said);
        };
        if (!commands.send(Topics.FEEDBACK, feedback)) {
            throw new RefusedException(
                    Reason.UNAVAILABLE, "Kafka did not confirm the feedback in time; it may still arrive");
        }
        return feedback;
    }

    private SeriesFeedback falseAlarm(Said said) {
        String id = required("anomalyId", said.anomalyId());
        Anomaly anomaly = store.anomaly(id)
                .orElseThrow(() -> new RefusedException(Reason.UNKNOWN, "no anomaly " + id + " is known"));
        if (anomaly.kind() != AnomalyKind.PATTERN) {
            throw learnsNothing(anomaly.detector(), "finds what is " + anomaly.kind());
        }
        checkLearns(catalogue.spec(anomaly.detector()));
        ControlApi.Wish wish = new ControlApi.Wish(said.why(), said.by());
        return SeriesFeedback.falseAlarm(anomaly, clock.instant(), wish.by(), wish.reason());
    }

    private SeriesFeedback missed(Said said) {
        if (said.anomalyId() != null) {
            throw invalid("anomalyId is " + said.anomalyId()
                    + ", but what was missed has no anomaly: give detector, target, metric and labels");
        }
        Target target = target(required("target", said.target()));
        String detector = required("detector", said.detector());
        String metric = required("metric", said.metric());
        Map<String, String> labels = said.labels() == null ? Map.of() : said.labels();
        if (labels.containsValue(null)) {
            throw invalid("labels has a label without a value");
        }
        DetectorSpec spec = catalogue.spec(detector);
        checkLearns(spec);
        checkNames(spec, metric, labels);
        ControlApi.Wish wish = new ControlApi.Wish(said.why(), said.by());
        return SeriesFeedback.missed(
                new Series(target, metric, labels),
                catalogue.workloadOf(target),
                detector,
                clock.instant(),
                wish.by(),
                wish.reason());
    }

    /** @param spec null when it is none of those put by an operator: then only the detector can tell */
    private static void checkLearns(DetectorSpec spec) {
        if (spec != null && !spec.method().learnsFromFeedback()) {
            throw learnsNothing(spec.id(), "judges by " + spec.method());
        }
    }

    private static void checkNames(DetectorSpec spec, String metric, Map<String, String> labels) {
        if (spec == null) {
            return;
        }
        boolean raw = spec.level() == Level.SERIES;
        String judged = raw ? spec.signal().metric() : spec.signal().name();
        if (!judged.equals(metric)) {
            throw invalid("metric is " + metric + ", but detector " + spec.id() + " judges " + judged);
        }
        if (!raw && !labels.isEmpty()) {
            throw invalid("labels is " + labels + ", but detector " + spec.id() + " judges a signal, which has none");
        }
    }

    private static RefusedException learnsNothing(String detector, String because) {
        return new RefusedException(
                Reason.CONFLICT,
                "detector " + detector + " " + because + ": only " + Method.ENSEMBLE + " and "
                        + Method.RANDOM_CUT_FOREST + " learn from feedback; put this one with other numbers instead");
    }

    private static Target target(String text) {
        try {
            return Target.parse(text);
        } catch (IllegalArgumentException e) {
            throw invalid(e.getMessage());
        }
    }

    private static String required(String field, String value) {
        if (value == null || value.isBlank()) {
            throw invalid(field + " is missing");
        }
        return value;
    }

    private static RefusedException invalid(String message) {
        return new RefusedException(Reason.INVALID, message);
    }
}
