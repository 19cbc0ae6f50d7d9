package io.traas.runbooks.rules;

import io.traas.runbooks.facts.Fact;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;

/** Reads fields of facts by name; the rules were checked, so every field exists. Not thread-safe. */
final class FieldReader {

    private record Key(Class<?> type, String field) {}

    private final Map<Key, Method> accessors = new HashMap<>();

    Object of(Fact fact, String field) {
        try {
            Method accessor = accessors.get(new Key(fact.getClass(), field));
            if (accessor == null) {
                accessor = fact.getClass().getMethod(field);
                accessors.put(new Key(fact.getClass(), field), accessor);
            }
            return accessor.invoke(fact);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("checked field " + field + " of " + fact + " cannot be read", e);
        }
    }
}
