package io.traas.runbooks.rules;

import java.util.List;

/**
 * One rule as its author wrote it: when every pattern holds, propose. Checked against the facts before anything uses it.
 *
 * @param line where it begins
 * @param then the one plan it proposes, a chain of calls that starts at {@code plan}
 */
public record Rule(String name, int line, List<Pattern> patterns, List<Call> then) {

    public Rule {
        patterns = List.copyOf(patterns);
        then = List.copyOf(then);
    }

    /** How often a pattern has to match. */
    public enum Quantifier {
        EACH,
        NOT,
        EXISTS
    }

    /** @param binding {@code $name}, empty when the fact is not named */
    public record Pattern(Quantifier quantifier, String binding, String type, List<Constraint> constraints, Token at) {
        public Pattern {
            constraints = List.copyOf(constraints);
        }
    }

    /** @param text as the author wrote it */
    public record Constraint(Condition condition, String text) {}

    /** Something that holds of a fact or not. */
    public sealed interface Condition {}

    public record All(List<Condition> parts) implements Condition {}

    public record Any(List<Condition> parts) implements Condition {}

    public record Not(Condition part) implements Condition {}

    /** @param operator one of {@code == != < <= > >=} */
    public record Compare(Field left, String operator, Operand right) implements Condition {}

    public record OneOf(Field field, boolean negated, List<Literal> values) implements Condition {}

    /** A flag that is set. */
    public record Flag(Field field) implements Condition {}

    /** Something with a value. */
    public sealed interface Operand {
        Token at();
    }

    /** A field of the fact the pattern is about. */
    public record Field(String name, Token at) implements Operand {}

    /** A field of a fact named before. */
    public record BoundField(String binding, String name, Token at) implements Operand {}

    /** Number (Long or Double), text, flag, or constant of an enumeration ({@link EnumName}). */
    public record Literal(Object value, Token at) implements Operand {}

    /** {@code FailureClass.ERRORS} before it is known to exist. */
    public record EnumName(String type, String constant) {}

    /** {@code .verb(arguments)} */
    public record Call(String verb, List<Argument> arguments, Token at) {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /** What is handed to a verb. */
    public sealed interface Argument {}

    public record BoundFact(String binding, Token at) implements Argument {}

    /** Pieces joined by {@code +}: texts, numbers, fields of named facts. */
    public record Text(List<Operand> pieces, Token at) implements Argument {
        public Text {
            pieces = List.copyOf(pieces);
        }
    }
}
