package io.traas.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetTest {

    @Test
    void a_target_is_read_as_it_is_printed() {
        Target node = Target.node("c1", "n1");
        assertThat(Target.parse(node.toString())).isEqualTo(node);
        assertThatThrownBy(() -> Target.parse("c1/shop"))
                .hasMessage("target 'c1/shop' is not cluster/namespace/kind/name");
    }

    @Test
    void blank_names_are_refused_by_field() {
        assertThatThrownBy(() -> Target.pod("c1", "shop", " ")).hasMessage("target.name is blank");
    }

    @Test
    void an_action_refuses_a_target_of_the_wrong_kind() {
        assertThatThrownBy(() -> new Action.Cordon(Samples.POD)).hasMessage("cordon needs a Node, not " + Samples.POD);
    }

    @Test
    void equal_series_have_equal_ids_whatever_the_order_of_labels() {
        Series one = new Series(Samples.POD, "hits", Map.of("a", "1", "b", "2"));
        assertThat(one.id()).isEqualTo("hits{a=1,b=2}@" + Samples.POD);
    }

    @Test
    void ids_do_not_confuse_where_parts_begin() {
        assertThat(Ids.of("x", "ab", "c")).isNotEqualTo(Ids.of("x", "a", "bc")).isEqualTo(Ids.of("x", "ab", "c"));
    }

    @Test
    void autonomy_nobody_gave_is_observe_and_the_lower_counts() {
        assertThat(Autonomy.parse(null)).isEqualTo(Autonomy.OBSERVE);
        assertThat(Autonomy.parse("nonsense")).isEqualTo(Autonomy.OBSERVE);
        assertThat(Autonomy.AUTO.lower(Autonomy.parse("approve"))).isEqualTo(Autonomy.APPROVE);
    }
}
