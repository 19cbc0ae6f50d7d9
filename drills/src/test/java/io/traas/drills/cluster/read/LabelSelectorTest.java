package io.traas.drills.cluster.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.drills.cluster.store.Refusal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelSelectorTest {

    private static final Map<String, String> CART = Map.of("app", "cart", "tier", "web");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "app=cart",
                "app==cart,tier=web",
                "app in (cart, stock)",
                "tier notin (db)",
                "app,!missing",
                "missing!=x",
                "app in (cart),tier!=db"
            })
    void itMatchesWhatItDescribes(String selector) {
        assertThat(LabelSelector.parse(selector).matches(CART)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"app=stock", "app in (stock)", "tier notin (web)", "missing", "!app", "app=cart,tier=db"})
    void itMatchesNothingElse(String selector) {
        assertThat(LabelSelector.parse(selector).matches(CART)).isFalse();
    }

    @Test
    void whatItCannotReadIsABadRequest() {
        assertThatThrownBy(() -> LabelSelector.parse("a===b"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("unable to parse requirement");
    }

    @Test
    void aServiceWithoutSelectorSelectsNothingAndAnEmptyPolicyEverything() {
        assertThat(LabelSelector.ofService(Map.of()).matches(CART)).isFalse();
        assertThat(LabelSelector.of(null).matches(CART)).isFalse();
        assertThat(LabelSelector.of(new io.fabric8.kubernetes.api.model.LabelSelector())
                        .matches(CART))
                .isTrue();
    }
}
