package io.traas.runbooks.rules;

import io.traas.runbooks.facts.Plan;
import io.traas.runbooks.rules.Rule.All;
import io.traas.runbooks.rules.Rule.Any;
import io.traas.runbooks.rules.Rule.Argument;
import io.traas.runbooks.rules.Rule.BoundFact;
import io.traas.runbooks.rules.Rule.BoundField;
import io.traas.runbooks.rules.Rule.Call;
import io.traas.runbooks.rules.Rule.Compare;
import io.traas.runbooks.rules.Rule.Condition;
import io.traas.runbooks.rules.Rule.EnumName;
import io.traas.runbooks.rules.Rule.Field;
import io.traas.runbooks.rules.Rule.Flag;
import io.traas.runbooks.rules.Rule.Literal;
import io.traas.runbooks.rules.Rule.Not;
import io.traas.runbooks.rules.Rule.OneOf;
import io.traas.runbooks.rules.Rule.Operand;
import io.traas.runbooks.rules.Rule.Pattern;
import io.traas.runbooks.rules.Rule.Quantifier;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Prints checked rules as DRL. Only this print is compiled, never the author's text, so that nothing the parser did not
 * understand can reach the compiler.
 */
final class Canonical {

    private Canonical() {}

    static String print(String packageName, List<String> imports, List<Rule> rules) {
        StringBuilder drl = new StringBuilder("package ").append(packageName).append(";\n");
        imports.forEach(name -> drl.append("import ").append(name).append(";\n"));
        drl.append("global ").append(Plan.class.getName()).append(" plan;\n");
        for (Rule rule : rules) {
            drl.append("\nrule \"").append(rule.name()).append("\"\nwhen\n");
            rule.patterns()
                    .forEach(
                            pattern -> drl.append("  ").append(pattern(pattern)).append('\n'));
            drl.append("then\n  plan");
            rule.then().forEach(call -> drl.append(call(call)));
            drl.append(";\nend\n");
        }
        return drl.toString();
    }

    private static String pattern(Pattern pattern) {
        String quantifier = pattern.quantifier() == Quantifier.NOT
                ? "not "
                : pattern.quantifier() == Quantifier.EXISTS ? "exists " : "";
        String binding = pattern.binding().isEmpty() ? "" : pattern.binding() + " : ";
        return quantifier
                + binding
                + pattern.type()
                + pattern.constraints().stream()
                        .map(constraint -> condition(constraint.condition()))
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String condition(Condition condition) {
        if (condition instanceof All all) {
            return joined(all.parts(), " && ");
        }
        if (condition instanceof Any any) {
            return joined(any.parts(), " || ");
        }
        if (condition instanceof Not not) {
            return "!(" + condition(not.part()) + ")";
        }
        if (condition instanceof Flag flag) {
            return flag.field().name() + " == true";
        }
        if (condition instanceof OneOf oneOf) {
            String joint = oneOf.negated() ? " && " : " || ";
            return oneOf.values().stream()
                    .map(value -> oneOf.field().name() + (oneOf.negated() ? " != " : " == ") + operand(value))
                    .collect(Collectors.joining(joint, "(", ")"));
        }
        Compare compare = (Compare) condition;
        return compare.left().name() + " " + compare.operator() + " " + operand(compare.right());
    }

    private static String joined(List<Condition> parts, String joint) {
        return parts.stream().map(Canonical::condition).collect(Collectors.joining(joint, "(", ")"));
    }

    private static String call(Call call) {
        return "." + call.verb()
                + call.arguments().stream().map(Canonical::argument).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String argument(Argument argument) {
        if (argument instanceof BoundFact bound) {
            return bound.binding();
        }
        return ((Rule.Text) argument).pieces().stream().map(Canonical::operand).collect(Collectors.joining(" + "));
    }

    private static String operand(Operand operand) {
        if (operand instanceof Field field) {
            return field.name();
        }
        if (operand instanceof BoundField bound) {
            return bound.binding() + "." + bound.name() + "()";
        }
        Object value = ((Literal) operand).value();
        if (value instanceof String text) {
            return "\"" + text.replace("\"", "\\\"") + "\"";
        }
        return value instanceof EnumName constant ? constant.type() + "." + constant.constant() : value.toString();
    }
}
