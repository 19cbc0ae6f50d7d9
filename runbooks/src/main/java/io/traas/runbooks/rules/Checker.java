package io.traas.runbooks.rules;

import io.traas.model.Target;
import io.traas.model.stage.Nearest;
import io.traas.runbooks.facts.Fact;
import io.traas.runbooks.rules.Rule.All;
import io.traas.runbooks.rules.Rule.Any;
import io.traas.runbooks.rules.Rule.Argument;
import io.traas.runbooks.rules.Rule.BoundFact;
import io.traas.runbooks.rules.Rule.BoundField;
import io.traas.runbooks.rules.Rule.Call;
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
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks names and types of one rule. Whatever it does not know is a problem. */
final class Checker {

    private static final String HAND_IN = "because";
    private static final int MAX_PATTERNS = 10;
    private static final int MAX_NAMED = 4;
    private static final int MAX_OF_A_KIND = 2;
    private static final Set<String> EQUALITY = Set.of("==", "!=");

    private final Schema schema;
    private final String file;
    private final List<Problem> problems;
    private final Map<String, Class<?>> bindings = new HashMap<>();

    private Checker(Schema schema, String file, List<Problem> problems) {
        this.schema = schema;
        this.file = file;
        this.problems = problems;
    }

    static void check(Rule rule, Schema schema, String file, List<Problem> problems) {
        Checker checker = new Checker(schema, file, problems);
        if (rule.patterns().stream().noneMatch(pattern -> pattern.quantifier() == Quantifier.EACH)) {
            problems.add(new Problem(file, rule.line(), 0, "rule \"" + rule.name() + "\" matches on no fact"));
        }
        checker.combinations(rule);
        rule.patterns().forEach(checker::pattern);
        checker.then(rule);
    }

    /** Keeps the number of combinations of facts, and with it time and memory, within bounds whatever the incident. */
    private void combinations(Rule rule) {
        List<Pattern> each = rule.patterns().stream()
                .filter(pattern -> pattern.quantifier() == Quantifier.EACH)
                .toList();
        boolean crowded = each.stream()
                .anyMatch(pattern -> each.stream()
                                .filter(other -> other.type().equals(pattern.type()))
                                .count()
                        > MAX_OF_A_KIND);
        if (rule.patterns().size() > MAX_PATTERNS || each.size() > MAX_NAMED || crowded) {
            problems.add(new Problem(
                    file,
                    rule.line(),
                    0,
                    "rule \"" + rule.name() + "\" has too many patterns: at most "
                            + MAX_PATTERNS + ", " + MAX_NAMED + " of them without not and exists, " + MAX_OF_A_KIND
                            + " of these of one kind"));
        }
        each.stream()
                .skip(1)
                .filter(pattern -> !isJoined(pattern))
                .forEach(pattern -> problem(
                        pattern.at(),
                        "compare a field of this " + pattern.type()
                                + " by == with one of a fact named above, or use exists"));
    }

    private static boolean isJoined(Pattern pattern) {
        return pattern.constraints().stream()
                .map(Constraint::condition)
                .anyMatch(condition -> condition instanceof Compare compare
                        && compare.operator().equals("==")
                        && compare.right() instanceof BoundField);
    }

    private void pattern(Pattern pattern) {
        Class<?> fact = schema.fact(pattern.type()).orElse(null);
        if (fact == null) {
            problem(
                    pattern.at(),
                    "no fact is called '" + pattern.type() + "'" + Nearest.hint(pattern.type(), schema.facts()));
            return;
        }
        for (Constraint constraint : pattern.constraints()) {
            condition(constraint.condition(), fact);
        }
        if (!pattern.binding().isEmpty()) {
            if (pattern.quantifier() != Quantifier.EACH) {
                problem(pattern.at(), "a fact that is absent or merely exists cannot be named " + pattern.binding());
            } else if (bindings.put(pattern.binding(), fact) != null) {
                problem(pattern.at(), pattern.binding() + " is already the name of another fact");
            }
        }
    }

    private void condition(Condition condition, Class<?> fact) {
        if (condition instanceof All all) {
            all.parts().forEach(part -> condition(part, fact));
        } else if (condition instanceof Any any) {
            any.parts().forEach(part -> condition(part, fact));
        } else if (condition instanceof Not not) {
            condition(not.part(), fact);
        } else if (condition instanceof Flag flag) {
            Class<?> type = type(flag.field(), fact);
            if (type != null && type != boolean.class) {
                problem(flag.field().at(), "'" + flag.field().name() + "' is not a flag: compare it with something");
            }
        } else if (condition instanceof OneOf oneOf) {
            Class<?> type = type(oneOf.field(), fact);
            oneOf.values().forEach(value -> comparable(oneOf.field(), type, "==", value, type(value, fact)));
        } else if (condition instanceof Compare compare) {
            Class<?> left = type(compare.left(), fact);
            comparable(compare.left(), left, compare.operator(), compare.right(), type(compare.right(), fact));
        }
    }

    private void comparable(Field field, Class<?> left, String operator, Operand right, Class<?> rightType) {
        if (left == null || rightType == null) {
            return;
        }
        boolean wholeForDecimal = left == double.class && rightType == long.class && right instanceof Literal;
        if (left != rightType && !wholeForDecimal) {
            problem(
                    right.at(),
                    "'" + field.name() + "' is " + name(left) + " and cannot be compared with " + name(rightType));
        } else if (!EQUALITY.contains(operator) && left != long.class && left != double.class) {
            problem(field.at(), "'" + field.name() + "' is " + name(left) + "; it has no order, use == or !=");
        }
    }

    /** Type of the operand, null after a problem has been noted. */
    private Class<?> type(Operand operand, Class<?> fact) {
        if (operand instanceof Field field) {
            return fieldType(fact, field.name(), field.at());
        }
        if (operand instanceof BoundField bound) {
            Class<?> named = bindings.get(bound.binding());
            if (named == null) {
                problem(
                        bound.at(),
                        bound.binding() + " names no fact above" + Nearest.hint(bound.binding(), bindings.keySet()));
                return null;
            }
            return fieldType(named, bound.name(), bound.at());
        }
        return literalType((Literal) operand);
    }

    private Class<?> fieldType(Class<?> fact, String name, Token at) {
        RecordComponent field = schema.field(fact, name).orElse(null);
        if (field == null) {
            problem(
                    at,
                    fact.getSimpleName() + " has no field '" + name + "'" + Nearest.hint(name, schema.fields(fact)));
            return null;
        }
        return field.getType();
    }

    private Class<?> literalType(Literal literal) {
        Object value = literal.value();
        if (value instanceof EnumName constant) {
            Class<?> enumeration = schema.enumeration(constant.type()).orElse(null);
            if (enumeration == null) {
                problem(
                        literal.at(),
                        "'" + constant.type() + "' is nothing a rule may name"
                                + Nearest.hint(constant.type(), schema.enumerations()));
                return null;
            }
            List<String> constants = Schema.constants(enumeration);
            if (!constants.contains(constant.constant())) {
                problem(
                        literal.at(),
                        constant.type() + " has no '" + constant.constant() + "'"
                                + Nearest.hint(constant.constant(), constants));
                return null;
            }
            return enumeration;
        }
        return value instanceof Long
                ? long.class
                : value instanceof Double ? double.class : value instanceof Boolean ? boolean.class : String.class;
    }

    private void then(Rule rule) {
        Set<String> verbs = new HashSet<>();
        for (Call call : rule.then()) {
            verbs.add(call.verb());
            Method verb = schema.verb(call.verb()).orElse(null);
            if (verb == null) {
                problem(call.at(), "plan cannot '" + call.verb() + "'" + Nearest.hint(call.verb(), schema.verbs()));
            } else if (verb.getParameterCount() != call.arguments().size()) {
                problem(
                        call.at(),
                        "'" + call.verb() + "' takes " + verb.getParameterCount() + " argument, not "
                                + call.arguments().size());
            } else {
                argument(call, verb.getParameterTypes()[0]);
            }
        }
        List<Call> calls = rule.then();
        boolean handedIn =
                !calls.isEmpty() && calls.get(calls.size() - 1).verb().equals(HAND_IN);
        long reasons =
                calls.stream().filter(call -> call.verb().equals(HAND_IN)).count();
        if (!handedIn || reasons != 1 || calls.size() < 2) {
            problems.add(new Problem(
                    file,
                    rule.line(),
                    0,
                    "rule \"" + rule.name() + "\" must propose steps and end with .because(\"...\")"));
        }
    }

    private void argument(Call call, Class<?> wanted) {
        Argument argument = call.arguments().get(0);
        if (argument instanceof BoundFact bound) {
            Class<?> named = bindings.get(bound.binding());
            if (named == null) {
                problem(
                        bound.at(),
                        bound.binding() + " names no fact above" + Nearest.hint(bound.binding(), bindings.keySet()));
            } else if (named != wanted) {
                problem(
                        bound.at(),
                        "'" + call.verb() + "' takes a " + wanted.getSimpleName() + ", not a " + named.getSimpleName());
            }
        } else if (argument instanceof Rule.Text text) {
            if (wanted != String.class) {
                problem(text.at(), "'" + call.verb() + "' takes a " + wanted.getSimpleName() + " that was named above");
            } else if (!(text.pieces().get(0) instanceof Literal first) || !(first.value() instanceof String)) {
                problem(text.at(), "a reason begins with a text in quotes");
            }
            text.pieces().forEach(this::piece);
        }
    }

    private void piece(Operand piece) {
        if (piece instanceof Field field) {
            problem(field.at(), "'" + field.name() + "' means nothing here; name the fact: $name." + field.name());
        } else if (piece instanceof Literal literal && literal.value() instanceof EnumName) {
            problem(literal.at(), "only texts, numbers and fields of named facts may be joined");
        } else {
            type(piece, Fact.class);
        }
    }

    private static String name(Class<?> type) {
        if (type == long.class) {
            return "a whole number";
        }
        if (type == double.class) {
            return "a number";
        }
        if (type == boolean.class) {
            return "a flag";
        }
        return type == String.class ? "a text" : type == Target.class ? "a target" : "a " + type.getSimpleName();
    }

    private void problem(Token at, String message) {
        problems.add(new Problem(file, at.line(), at.column(), message));
    }
}
