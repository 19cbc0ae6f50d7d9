package io.traas.runbooks.rules;

import io.traas.model.AnomalyKind;
import io.traas.model.FailureClass;
import io.traas.model.Severity;
import io.traas.runbooks.facts.Fact;
import io.traas.runbooks.facts.Plan;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a rule may name: the kinds of facts with their fields, the enumerations, the verbs. Nothing else exists. */
final class Schema {

    private static final List<Class<? extends Enum<?>>> ENUMERATIONS =
            List.of(FailureClass.class, Severity.class, AnomalyKind.class);

    private final Map<String, Class<?>> facts = byName(Fact.TYPES);
    private final Map<String, Class<?>> enumerations = byName(ENUMERATIONS);
    private final Map<String, Method> verbs = Arrays.stream(Plan.Draft.class.getMethods())
            .collect(Collectors.toMap(Method::getName, Function.identity(), (a, b) -> a, TreeMap::new));

    private static Map<String, Class<?>> byName(List<? extends Class<?>> classes) {
        return classes.stream()
                .collect(Collectors.toMap(Class::getSimpleName, type -> type, (a, b) -> a, TreeMap::new));
    }

    /** Full names of everything a rule may import. */
    List<String> importable() {
        return Stream.of(facts, enumerations)
                .flatMap(map -> map.values().stream())
                .map(Class::getName)
                .toList();
    }

    Optional<Class<?>> fact(String name) {
        return Optional.ofNullable(facts.get(name));
    }

    Collection<String> facts() {
        return facts.keySet();
    }

    Optional<RecordComponent> field(Class<?> fact, String name) {
        return Arrays.stream(fact.getRecordComponents())
                .filter(component -> component.getName().equals(name))
                .findFirst();
    }

    List<String> fields(Class<?> fact) {
        return Arrays.stream(fact.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    Optional<Class<?>> enumeration(String name) {
        return Optional.ofNullable(enumerations.get(name));
    }

    Collection<String> enumerations() {
        return enumerations.keySet();
    }

    static List<String> constants(Class<?> enumeration) {
        return Arrays.stream(enumeration.getEnumConstants())
                .map(Object::toString)
                .toList();
    }

    Optional<Method> verb(String name) {
        return Optional.ofNullable(verbs.get(name));
    }

    Collection<String> verbs() {
        return verbs.keySet();
    }
}
