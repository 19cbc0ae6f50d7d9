package io.traas.remediation.verify;

import static io.traas.remediation.testing.Scene.CART;
import static io.traas.remediation.testing.Scene.NOON;
import static io.traas.remediation.testing.Scene.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Autonomy;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.signal.Reading;
import io.traas.model.signal.Signal;
import io.traas.model.signal.Signals;
import io.traas.remediation.testing.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Orders call the cart; the cart is acted on. */
class BystandersTest {

    private final Shop shop = new Shop();
    private final Bystanders bystanders = Bystanders.of(List.of(orders(3)), Set.of(CART), List.of());

    private static TargetState orders(int ready) {
        TargetState s = Scene.state(ORDERS, 3, ready, Autonomy.AUTO);
        return new TargetState(
                s.target(),
                s.uid(),
                s.observedAt(),
                false,
                3,
                ready,
                2,
                1,
                false,
                false,
                false,
                false,
                6,
                1,
                s.autonomy(),
                "",
                List.of(CART),
                s.pods());
    }

    @Test
    void one_that_loses_pods_is_named_with_how_many_it_had() {
        assertThat(bystanders.harmed(shop, NOON)).isEmpty();
        shop.ready = 1;
        assertThat(bystanders.harmed(shop, NOON))
                .containsExactly("only 1 of 3 pods of orders are ready, which depends on it; 3 were");
        shop.ready = 3;
        assertThat(bystanders.harmed(shop, NOON)).isEmpty();
    }

    @Test
    void many_more_errors_are_harm_and_a_few_are_not() {
        shop.failedOf100 = 2;
        assertThat(bystanders.harmed(shop, NOON)).isEmpty();
        shop.failedOf100 = 11;
        assertThat(bystanders.harmed(shop, NOON)).isEmpty();
        shop.failedOf100 = 40;
        assertThat(bystanders.harmed(shop, NOON))
                .containsExactly("errors of orders, which depends on it, are 0.4000, were 0.0200");
    }

    @Test
    void one_that_was_ill_before_says_nothing() {
        shop.ready = 2;
        assertThat(bystanders.harmed(shop, NOON)).isEmpty();
        shop.ready = 0;
        assertThat(bystanders.harmed(shop, NOON)).isEmpty();
    }

    @Test
    void one_that_suffers_already_or_does_not_depend_on_it_is_not_looked_at() {
        Bystanders suffering = Bystanders.of(List.of(orders(3)), Set.of(CART), List.of(ORDERS));
        Bystanders strangers = Bystanders.of(List.of(orders(3)), Set.of(Scene.workload("prices")), List.of());
        suffering.harmed(shop, NOON);
        strangers.harmed(shop, NOON);
        shop.ready = 0;
        assertThat(suffering.harmed(shop, NOON)).isEmpty();
        assertThat(strangers.harmed(shop, NOON)).isEmpty();
    }

    private static final class Shop implements View {
        int ready = 3;
        int failedOf100;

        @Override
        public Optional<TargetState> state(Target target) {
            return target.equals(ORDERS) ? Optional.of(orders(ready)) : Optional.empty();
        }

        @Override
        public Instant stateSeenAt(Target target) {
            return NOON;
        }

        @Override
        public Optional<PodReadings> readings(Target pod) {
            Reading errors = new Reading(Signal.Kind.RATIO, failedOf100, 100);
            return Optional.of(
                    new PodReadings(NOON, true, Duration.ofSeconds(1), Map.of(Signals.ERRORS.name(), errors)));
        }
    }
}
