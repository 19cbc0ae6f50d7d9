package io.traas.runbooks.rules;

import io.traas.runbooks.facts.Fact;
import io.traas.runbooks.rules.Rule.All;
import io.traas.runbooks.rules.Rule.Any;
import io.traas.runbooks.rules.Rule.BoundField;
import io.traas.runbooks.rules.Rule.Compare;
import io.traas.runbooks.rules.Rule.Condition;
import io.traas.runbooks.rules.Rule.Constraint;
import io.traas.runbooks.rules.Rule.EnumName;
import io.traas.runbooks.rules.Rule.Field;
import io.traas.runbooks.rules.Rule.Flag;
import io.traas.runbooks.rules.Rule.Literal;
import io.traas.runbooks.rules.Rule.Not;
import io.traas.runbooks.rules.Rule.OneOf;
import io.traas.runbooks.rules.Rule.Operand;
import io.traas.runbooks.rules.Rule.Pattern;
import io.traas.runbooks.rules.Rule.Quantifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Says why a rule did not fire: the first condition that fails on the facts that come furthest. Evaluates the rule by
 * itself, pattern by pattern, without the rule engine; a test holds the two against each other.
 */
public final class NearMissFinder {

    /** Combinations of facts tried for one rule; beyond it the answer is the best found so far. */
    private static final int MAX_TRIES = 20_000;

    private final Map<String, List<Fact>> factsByType = new HashMap<>();
    private final FieldReader fields = new FieldReader();
    private final Map<String, Fact> bound = new HashMap<>();
    private Rule rule;
    private int furthestPattern;
    private int furthestConstraint;
    private String failing;
    private int tries;

    public NearMissFinder(List<Fact> facts) {
        facts.forEach(fact -> factsByType
                .computeIfAbsent(fact.getClass().getSimpleName(), type -> new ArrayList<>())
                .add(fact));
    }

    /** The first failing condition, or empty when the rule holds. */
    public Optional<String> firstFailing(Rule candidate) {
        rule = candidate;
        bound.clear();
        furthestPattern = -1;
        furthestConstraint = -1;
        failing = "";
        tries = 0;
        return holdsFrom(0) ? Optional.empty() : Optional.of(failing);
    }

    private boolean holdsFrom(int index) {
        if (index == rule.patterns().size()) {
            return true;
        }
        Pattern pattern = rule.patterns().get(index);
        if (pattern.quantifier() != Quantifier.EACH) {
            boolean wanted = pattern.quantifier() == Quantifier.EXISTS;
            Optional<Fact> found = ofType(pattern).stream()
                    .filter(fact ->
                            satisfied(pattern, fact) == pattern.constraints().size())
                    .findFirst();
            if (found.isPresent() != wanted) {
                note(
                        index,
                        0,
                        (wanted ? "none fits: exists " : "there is one: ")
                                + text(pattern)
                                + found.map(fact -> " (" + fact + ")").orElse(""));
                return false;
            }
            return holdsFrom(index + 1);
        }
        if (ofType(pattern).isEmpty()) {
            note(index, 0, "there is no " + pattern.type());
        }
        for (Fact fact : ofType(pattern)) {
            if (++tries > MAX_TRIES) {
                return false;
            }
            int satisfied = satisfied(pattern, fact);
            if (satisfied < pattern.constraints().size()) {
                note(index, satisfied, failed(pattern, pattern.constraints().get(satisfied), fact));
            } else if (holdsWith(index, pattern, fact)) {
                return true;
            }
        }
        return false;
    }

    private boolean holdsWith(int index, Pattern pattern, Fact fact) {
        if (!pattern.binding().isEmpty()) {
            bound.put(pattern.binding(), fact);
        }
        return holdsFrom(index + 1);
    }

    private List<Fact> ofType(Pattern pattern) {
        return factsByType.getOrDefault(pattern.type(), List.of());
    }

    private void note(int pattern, int constraint, String text) {
        if (pattern > furthestPattern || (pattern == furthestPattern && constraint > furthestConstraint)) {
            furthestPattern = pattern;
            furthestConstraint = constraint;
            failing = text;
        }
    }

    /** How many constraints hold before the first that does not. */
    private int satisfied(Pattern pattern, Fact fact) {
        int count = 0;
        while (count < pattern.constraints().size()
                && holds(pattern.constraints().get(count).condition(), fact)) {
            count++;
        }
        return count;
    }

    private boolean holds(Condition condition, Fact fact) {
        if (condition instanceof All all) {
            return all.parts().stream().allMatch(part -> holds(part, fact));
        }
        if (condition instanceof Any any) {
            return any.parts().stream().anyMatch(part -> holds(part, fact));
        }
        if (condition instanceof Not not) {
            return !holds(not.part(), fact);
        }
        if (condition instanceof Flag flag) {
            return Boolean.TRUE.equals(value(flag.field(), fact));
        }
        if (condition instanceof OneOf oneOf) {
            Object actual = value(oneOf.field(), fact);
            return oneOf.negated()
                    != oneOf.values().stream().anyMatch(value -> compares(actual, "==", value(value, fact)));
        }
        Compare compare = (Compare) condition;
        return compares(value(compare.left(), fact), compare.operator(), value(compare.right(), fact));
    }

    private static boolean compares(Object left, String operator, Object right) {
        boolean numbers = left instanceof Number && right instanceof Number;
        if (!numbers) {
            return operator.equals("==") == left.toString().equals(right.toString());
        }
        double a = ((Number) left).doubleValue();
        double b = ((Number) right).doubleValue();
        return switch (operator) {
            case "==" -> a == b;
            case "!=" -> a != b;
            case "<" -> a < b;
            case "<=" -> a <= b;
            case ">" -> a > b;
            default -> a >= b;
        };
    }

    private Object value(Operand operand, Fact fact) {
        if (operand instanceof Field field) {
            return fields.of(fact, field.name());
        }
        if (operand instanceof BoundField named) {
            return fields.of(bound.get(named.binding()), named.name());
        }
        Object value = ((Literal) operand).value();
        return value instanceof EnumName constant ? constant.constant() : value;
    }

    private String failed(Pattern pattern, Constraint constraint, Fact fact) {
        return pattern.type() + ": " + constraint.text()
                + fieldOf(constraint.condition())
                        .map(field -> " (" + field + " is " + fields.of(fact, field) + ")")
                        .orElse("");
    }

    /** The field a simple condition is about. */
    private static Optional<String> fieldOf(Condition condition) {
        if (condition instanceof Compare compare) {
            return Optional.of(compare.left().name());
        }
        return condition instanceof OneOf oneOf ? Optional.of(oneOf.field().name()) : Optional.empty();
    }

    private static String text(Pattern pattern) {
        return pattern.type()
                + pattern.constraints().stream().map(Constraint::text).collect(Collectors.joining(", ", "(", ")"));
    }
}
