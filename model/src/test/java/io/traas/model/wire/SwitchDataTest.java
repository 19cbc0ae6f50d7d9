package io.traas.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.model.StopOrder;
import io.traas.model.StopScope;
import io.traas.model.Target;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SwitchDataTest {

    private static final Instant NOON = Instant.parse("2026-09-01T12:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {"cluster.main", "namespace.shop", "runbook.bad-release.v2"})
    void a_stop_of_a_part_comes_back_as_it_was_written_and_goes_when_resumed(String key) {
        StopOrder stop = new StopOrder(StopScope.parse(key), true, "ann", NOON, "moving \"it\"", NOON.plusSeconds(60));
        Map<String, String> data = new HashMap<>(Map.of("state", "run"));
        data.putAll(SwitchData.write(stop));
        assertThat(SwitchData.read(data)).element(1).isEqualTo(stop);
        assertThat(SwitchData.write(new StopOrder(stop.scope(), false, "ann", NOON, "done", null)))
                .containsEntry(key, null);
    }

    @Test
    void what_a_person_patches_by_hand_is_read() {
        assertThat(SwitchData.read(Map.of("state", "stop")))
                .containsExactly(new StopOrder(StopScope.ALL, true, "", null, "", null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "state              | halt              | state of all is 'halt'",
                "namespace.shop     | off               | namespace.shop",
                "namespace.shop     | {\"state\":\"on\"} | state of namespace.shop is 'on'",
                "namespaces.shop    | {\"state\":\"stop\"} | namespaces.shop",
                "until              | tomorrow          | until of all is 'tomorrow'"
            })
    void what_is_not_understood_is_refused_by_name(String key, String value, String named) {
        Map<String, String> data = new HashMap<>(Map.of("state", "run"));
        data.put(key, value);
        assertThatThrownBy(() -> SwitchData.read(data))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining(named);
    }

    @Test
    void a_scope_covers_what_it_names() {
        Target cart = Target.deployment("main", "shop", "cart");
        assertThat(StopScope.ALL.covers("r", cart)).isTrue();
        assertThat(StopScope.parse("cluster.main").covers("r", cart)).isTrue();
        assertThat(StopScope.parse("namespace.shop").covers("r", cart)).isTrue();
        assertThat(StopScope.parse("runbook.r").covers("r", cart)).isTrue();
        assertThat(StopScope.parse("cluster.other").covers("r", cart)).isFalse();
        assertThat(StopScope.parse("namespace.sho").covers("r", cart)).isFalse();
        assertThat(StopScope.parse("runbook.rr").covers("r", cart)).isFalse();
        assertThatThrownBy(() -> StopScope.parse("namespace.")).hasMessageContaining("must be 1 to 200");
        assertThatThrownBy(() -> StopScope.parse("pod.x")).hasMessageContaining("is no scope");
    }
}
