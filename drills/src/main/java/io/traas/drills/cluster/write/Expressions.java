package io.traas.drills.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelOptionalLibrary;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Expressions of admission policies in the Common Expression Language, by its own implementation, over {@code object},
 * {@code oldObject}, {@code request} and {@code variables}. Thread-safe.
 */
final class Expressions {

    /** By text; as many as the policies that were ever stored have. */
    private final Map<String, CelRuntime.Program> programs = new ConcurrentHashMap<>();

    /** An expression that cannot be compiled or evaluated. */
    static final class FailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FailedException(String expression, Exception cause) {
            super("expression '" + expression + "' resulted in error: " + cause.getMessage(), cause);
        }
    }

    /** What an expression is about, by the name it is called there. */
    record Facts(Map<String, Object> values) {
        Facts with(Map<String, Object> variables) {
            Map<String, Object> all = new HashMap<>(values);
            all.put("variables", variables);
            return new Facts(all);
        }
    }

    /** @param before null when the object is created */
    static Facts facts(String operation, String user, JsonNode before, JsonNode after) {
        Map<String, Object> values = new HashMap<>();
        values.put("object", plain(after));
        values.put("oldObject", before == null ? NullValue.NULL_VALUE : plain(before));
        values.put("request", Map.of("operation", operation, "userInfo", Map.of("username", user)));
        values.put("variables", Map.of());
        return new Facts(values);
    }

    boolean holds(String expression, Facts facts) {
        return Boolean.TRUE.equals(value(expression, facts));
    }

    /** @throws FailedException when it cannot be told */
    Object value(String expression, Facts facts) {
        try {
            return programs.computeIfAbsent(expression, Expressions::compiled).eval(facts.values());
        } catch (CelEvaluationException e) {
            throw new FailedException(expression, e);
        }
    }

    /** Neither compiler nor runtime is kept: most clusters store no policy, and each expression is compiled once. */
    private static CelRuntime.Program compiled(String expression) {
        CelCompiler compiler = CelCompilerFactory.standardCelCompilerBuilder()
                .addLibraries(CelOptionalLibrary.INSTANCE)
                .addVar("object", SimpleType.DYN)
                .addVar("oldObject", SimpleType.DYN)
                .addVar("request", SimpleType.DYN)
                .addVar("variables", MapType.create(SimpleType.STRING, SimpleType.DYN))
                .build();
        CelRuntime runtime = CelRuntimeFactory.standardCelRuntimeBuilder()
                .addLibraries(CelOptionalLibrary.INSTANCE)
                .build();
        try {
            return runtime.createProgram(compiler.compile(expression).getAst());
        } catch (CelValidationException | CelEvaluationException e) {
            throw new FailedException(expression, e);
        }
    }

    /** As the language has it: whole numbers are of 64 bits. */
    private static Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.properties().forEach(field -> {
                if (!field.getValue().isNull()) {
                    map.put(field.getKey(), plain(field.getValue()));
                }
            });
            return map;
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(item -> list.add(plain(item)));
            return list;
        }
        if (node.isBoolean()) {
            return node.asBoolean();
        }
        return node.isIntegralNumber()
                ? (Object) node.asLong()
                : node.isNumber() ? (Object) node.asDouble() : node.asText();
    }
}
