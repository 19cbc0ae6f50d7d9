package io.traas.drills.units.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.bench.Figure;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeTest {

    private static final Audit CLEAN = new Audit(100, 0, 0, 0, List.of());

    @Test
    void meets_every_bar_when_service_is_back_in_time_and_the_books_agree() {
        assertThat(unmet(failover(26_000, CLEAN), DrillKind.CENTRES)).isEmpty();
        assertThat(unmet(switchover(5_000, 0), DrillKind.SWITCHOVER)).isEmpty();
    }

    @Test
    void service_that_is_late_or_never_back_is_not_met() {
        assertThat(unmet(failover(27_000, CLEAN), DrillKind.CENTRES)).contains("centres: service back, s");
        assertThat(unmet(failover(-1, CLEAN), DrillKind.CENTRES)).contains("centres: service back, s");
    }

    @Test
    void a_lost_receipt_and_a_second_leader_are_not_met() {
        Audit bad = new Audit(100, 1, 0, 1, List.of("lost", "two leaders"));

        assertThat(unmet(failover(9_000, bad), DrillKind.CENTRES))
                .containsExactly(
                        "centres: receipts lost",
                        "centres: positions written by two leaders",
                        "centres: everything that was not as it must be");
    }

    @Test
    void nothing_is_met_by_a_drill_that_proved_nothing() {
        Audit nothing = new Audit(0, 0, 0, 0, List.of());

        assertThat(unmet(failover(9_000, nothing), DrillKind.CENTRES))
                .contains("centres: receipts held against the books");
    }

    @Test
    void a_long_freeze_and_a_failed_read_are_not_met() {
        assertThat(unmet(switchover(5_001, 1), DrillKind.SWITCHOVER))
                .contains("switchover: writes frozen, s", "switchover: failed reads");
    }

    private static List<String> unmet(Outcome outcome, DrillKind kind) {
        return outcome.figures(kind).stream()
                .filter(figure -> !figure.met())
                .map(Figure::name)
                .toList();
    }

    private static Outcome failover(long backMillis, Audit audit) {
        return new Outcome("centres", backMillis, -1, 1_000, 0, 0, 2, 0, 0, 100, audit, List.of());
    }

    private static Outcome switchover(long freezeMillis, int failedReads) {
        return new Outcome("switchover", 1_000, freezeMillis, 1_000, failedReads, 0, 2, 0, 0, 100, CLEAN, List.of());
    }
}
