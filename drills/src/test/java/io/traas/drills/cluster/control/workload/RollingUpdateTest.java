package io.traas.drills.cluster.control.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.store.KubernetesJson;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RollingUpdateTest {

    @Test
    void aQuarterOfThreeIsOneMoreAndNoneLess() {
        RollingUpdate rolling = RollingUpdate.of(spec(3, "25%", "25%"));

        assertThat(rolling.mostPods()).isEqualTo(4);
        assertThat(rolling.fewestAvailable()).isEqualTo(3);
    }

    @Property(tries = 300)
    void aRollOutCanAlwaysMoveAndNeverNeedsMoreThanItsShare(
            @ForAll @IntRange(min = 1, max = 200) int replicas,
            @ForAll @IntRange(max = 100) int surge,
            @ForAll @IntRange(max = 100) int unavailable) {
        RollingUpdate rolling = RollingUpdate.of(spec(replicas, surge + "%", unavailable + "%"));

        assertThat(rolling.surge() + rolling.unavailable()).isPositive();
        assertThat(rolling.mostPods()).isBetween(replicas, 2 * replicas);
        assertThat(rolling.fewestAvailable()).isBetween(0, replicas);
    }

    @Test
    void equalTemplatesHaveEqualNamesWhateverTheOrderOfTheirFields() {
        ObjectNode one = KubernetesJson.object();
        one.putObject("metadata").putObject("labels").put("app", "cart").put("tier", "web");
        one.putObject("spec").put("a", 1);
        ObjectNode other = KubernetesJson.object();
        other.putObject("spec").put("a", 1);
        other.putObject("metadata").putObject("labels").put("tier", "web").put("app", "cart");

        assertThat(PodTemplate.hash(one)).isEqualTo(PodTemplate.hash(other));
        ((ObjectNode) other.at("/metadata/labels")).put(PodTemplate.HASH_LABEL, "x");
        assertThat(PodTemplate.hash(one)).isEqualTo(PodTemplate.hash(other));
        ((ObjectNode) other.get("spec")).put("a", 2);
        assertThat(PodTemplate.hash(one)).isNotEqualTo(PodTemplate.hash(other));
    }

    private static ObjectNode spec(int replicas, String surge, String unavailable) {
        ObjectNode spec = KubernetesJson.object().put("replicas", replicas);
        spec.putObject("strategy")
                .putObject("rollingUpdate")
                .put("maxSurge", surge)
                .put("maxUnavailable", unavailable);
        return spec;
    }
}
