package io.traas.remediation.people;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.StopOrder;
import io.traas.model.StopScope;
import io.traas.model.Target;
import io.traas.model.wire.SwitchData;
import io.traas.remediation.guard.SwitchState;
import io.traas.remediation.guard.SwitchState.Position;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SwitchMemoryTest {

    private static final Instant NOON = Instant.parse("2026-09-01T12:00:00Z");
    private static final SwitchState INSTALLED = new SwitchState(Position.RUN, "install", null, "installed");
    private static final Target CART = Target.deployment("main", "shop", "cart");

    private final SwitchMemory memory = new SwitchMemory();

    private static SwitchState read(Map<String, String> data) {
        return SwitchState.of(SwitchData.read(data), NOON);
    }

    @Test
    void the_first_switch_ever_counts_and_is_to_be_recorded() {
        assertThat(memory.judge("a", INSTALLED).allowsWrites()).isTrue();
        assertThat(memory.unrecorded()).contains("a");
        memory.remember("a", NOON);
        assertThat(memory.unrecorded()).isEmpty();
        assertThat(memory.judge("a", INSTALLED).allowsWrites()).isTrue();
    }

    @Test
    void one_made_anew_by_nobody_in_particular_keeps_everything_stopped() {
        memory.remember("a", NOON);
        SwitchState judged = memory.judge("b", INSTALLED);
        assertThat(judged.position()).isEqualTo(Position.UNREADABLE);
        assertThat(judged.detail()).contains("./traas resume");
        assertThat(memory.unrecorded()).isEmpty();
    }

    @Test
    void what_was_read_before_the_ledger_was_is_judged_again_by_it() {
        memory.judge("b", INSTALLED);
        memory.remember("a", NOON);
        assertThat(memory.unrecorded()).isEmpty();
        assertThat(memory.judge("b", INSTALLED).allowsWrites()).isFalse();
    }

    @Test
    void an_old_copy_of_it_is_no_word_of_now() {
        memory.remember("a", NOON);
        SwitchState copy = new SwitchState(Position.RUN, "ann", NOON.minusSeconds(60), "back to work");
        assertThat(memory.judge("b", copy).allowsWrites()).isFalse();
    }

    @Test
    void a_person_who_resumes_makes_it_count() {
        memory.remember("a", NOON);
        SwitchState resumed = new SwitchState(Position.RUN, "ann", NOON.plusSeconds(60), "back to work");
        assertThat(memory.judge("b", resumed).allowsWrites()).isTrue();
        assertThat(memory.unrecorded()).contains("b");
    }

    @Test
    void a_stop_by_part_stops_that_part_only() {
        Map<String, String> data = new HashMap<>(Map.of("state", "run"));
        data.putAll(
                SwitchData.write(new StopOrder(StopScope.parse("namespace.shop"), true, "ann", NOON, "moving", null)));
        SwitchState state = read(data);
        assertThat(state.about("bad-release", List.of(CART)).allowsWrites()).isFalse();
        assertThat(state.about("bad-release", List.of(CART)).describe())
                .isEqualTo("stopped by ann: namespace shop, moving");
        assertThat(state.about("bad-release", List.of(Target.deployment("main", "bank", "cart")))
                        .allowsWrites())
                .isTrue();
    }

    @Test
    void a_stop_ends_when_it_said_it_would() {
        StopOrder order = new StopOrder(StopScope.ALL, true, "ann", NOON, "moving", NOON.plusSeconds(60));
        Map<String, String> data = SwitchData.write(order);
        assertThat(SwitchState.of(SwitchData.read(data), NOON.plusSeconds(59)).position())
                .isEqualTo(Position.STOP);
        assertThat(SwitchState.of(SwitchData.read(data), NOON.plusSeconds(60)).position())
                .isEqualTo(Position.RUN);
    }
}
