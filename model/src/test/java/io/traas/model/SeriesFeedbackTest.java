package io.traas.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.model.SeriesFeedback.Verdict;
import org.junit.jupiter.api.Test;

class SeriesFeedbackTest {

    @Test
    void saying_twice_that_an_anomaly_was_none_says_it_once() {
        SeriesFeedback again = SeriesFeedback.falseAlarm(Samples.ANOMALY, Samples.NOON.plusSeconds(60), "lee", "");

        assertThat(again.id()).isEqualTo(Samples.FEEDBACK.id());
        assertThat(again.series()).isEqualTo(Samples.ERRORS);
        assertThat(again.workload()).isEqualTo(Samples.SHOP);
    }

    @Test
    void what_was_missed_at_two_times_was_missed_twice() {
        SeriesFeedback first = missed(0);

        assertThat(missed(0).id()).isEqualTo(first.id());
        assertThat(missed(1).id()).isNotEqualTo(first.id());
    }

    @Test
    void a_false_alarm_names_its_anomaly_and_what_was_missed_has_none() {
        assertThatThrownBy(() -> of(Verdict.FALSE_ALARM, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("feedback.anomalyId is '' for FALSE_ALARM: a false alarm names its anomaly,"
                        + " what was missed has none");
        assertThatThrownBy(() -> of(Verdict.MISSED, "an-1")).hasMessageContaining("is 'an-1' for MISSED");
        assertThatThrownBy(() -> of(null, "an-1")).hasMessage("feedback.verdict is missing");
    }

    private static SeriesFeedback missed(int second) {
        return SeriesFeedback.missed(
                Samples.ERRORS, Samples.SHOP, "queues", Samples.NOON.plusSeconds(second), "kim", "");
    }

    private static SeriesFeedback of(Verdict verdict, String anomalyId) {
        return new SeriesFeedback(
                "f", Samples.ERRORS, Samples.SHOP, "queues", verdict, anomalyId, Samples.NOON, "kim", "");
    }
}
