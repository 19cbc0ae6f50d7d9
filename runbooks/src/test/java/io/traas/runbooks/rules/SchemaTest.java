package io.traas.runbooks.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Target;
import io.traas.runbooks.facts.Fact;
import io.traas.runbooks.facts.Plan;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchemaTest {

    /** A rule can reach nothing through a fact but plain values: this is what keeps the language small. */
    @Test
    void facts_hold_plain_values_only() {
        Set<Class<?>> plain = Set.of(long.class, double.class, boolean.class, String.class, Target.class);
        for (Class<? extends Fact> fact : Fact.TYPES) {
            assertThat(fact.isRecord()).isTrue();
            for (RecordComponent field : fact.getRecordComponents()) {
                assertThat(plain.contains(field.getType()) || field.getType().isEnum())
                        .as("%s.%s", fact.getSimpleName(), field.getName())
                        .isTrue();
            }
        }
        assertThat(Fact.class.getPermittedSubclasses()).containsExactlyInAnyOrderElementsOf(Fact.TYPES);
    }

    @Test
    void every_verb_takes_one_fact_or_the_reason() {
        for (Method verb : Plan.Draft.class.getMethods()) {
            assertThat(verb.getParameterTypes()).as(verb.getName()).hasSize(1);
            Class<?> taken = verb.getParameterTypes()[0];
            assertThat(taken == String.class || Fact.TYPES.contains(taken)).isTrue();
        }
    }
}
