package io.traas.runbooks.rules;

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
import io.traas.runbooks.rules.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads rules by recursive descent. The grammar is everything the language can say; anything else in DRL (functions,
 * declarations, queries, evaluated code, attributes, ...) is a syntax error here, whatever it would mean to Drools.
 *
 * <pre>
 * file      = [package name] {import name} {rule}
 * rule      = rule "name" when {pattern} then proposal end
 * pattern   = [not | exists] [$name :] Type ( [constraint {, constraint}] )
 * condition = and {|| and}          and = atom {&amp;&amp; atom}
 * atom      = ! atom | ( condition ) | field [== != &lt; &lt;= &gt; &gt;= operand | [not] in ( literal {, literal} )]
 * operand   = field | $name.field | literal          literal = number | "text" | true | false | Enum.CONSTANT
 * proposal  = plan {. verb ( [argument {, argument}] )} ;
 * argument  = $name | piece {+ piece}                 piece = "text" | number | $name.field
 * </pre>
 */
final class Parser {

    /** An import, to be checked against what a rule may see. */
    record Import(String name, Token at) {}

    record Result(String packageName, Token packageAt, List<Import> imports, List<Rule> rules) {}

    private static final int MAX_DEPTH = 20;
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

    private static final java.util.regex.Pattern RULE_NAME = java.util.regex.Pattern.compile("[A-Za-z0-9 ,.'-]{1,100}");

    private static final class SyntaxError extends RuntimeException {
        private final transient Token at;

        SyntaxError(Token at, String message) {
            super(message, null, false, false);
            this.at = at;
        }
    }

    private final String file;
    private final String text;
    private final List<Problem> problems;
    private final List<Token> tokens;
    private int at;
    private int depth;

    private Parser(String file, String text, List<Problem> problems) {
        this.file = file;
        this.text = text;
        this.problems = problems;
        this.tokens = Lexer.tokens(file, text, problems);
    }

    /** What could be read; syntax errors are added to the problems, at most one a rule. */
    static Result parse(String file, String text, List<Problem> problems) {
        return new Parser(file, text, problems).file();
    }

    private Result file() {
        String packageName = "";
        Token packageAt = peek();
        List<Import> imports = new ArrayList<>();
        List<Rule> rules = new ArrayList<>();
        while (peek().kind() != Kind.END) {
            try {
                Token start = peek();
                if (accept("package")) {
                    packageAt = start;
                    packageName = qualifiedName();
                    accept(";");
                } else if (accept("import")) {
                    imports.add(new Import(qualifiedName(), start));
                    accept(";");
                } else if (accept("rule")) {
                    rules.add(rule(start));
                } else {
                    throw new SyntaxError(start, "only package, import and rule may stand here, not " + start);
                }
            } catch (SyntaxError e) {
                problems.add(new Problem(file, e.at.line(), e.at.column(), e.getMessage()));
                skipToNextRule();
            }
        }
        return new Result(packageName, packageAt, imports, rules);
    }

    private void skipToNextRule() {
        depth = 0;
        while (peek().kind() != Kind.END && !accept("end")) {
            at++;
        }
    }

    private String qualifiedName() {
        StringBuilder name = new StringBuilder(take(Kind.WORD, "a name").text());
        while (accept(".")) {
            name.append('.').append(take(Kind.WORD, "a name").text());
        }
        return name.toString();
    }

    private Rule rule(Token start) {
        Token nameAt = take(Kind.STRING, "the rule's name in quotes");
        String name = nameAt.text();
        if (!RULE_NAME.matcher(name).matches()) {
            throw new SyntaxError(nameAt, "a rule's name is 1 to 100 letters, digits, spaces and , . ' -");
        }
        expect("when");
        List<Pattern> patterns = new ArrayList<>();
        while (!accept("then")) {
            patterns.add(pattern());
        }
        List<Call> proposal = proposal();
        expect("end");
        return new Rule(name, start.line(), patterns, proposal);
    }

    private Pattern pattern() {
        Quantifier quantifier = accept("not") ? Quantifier.NOT : accept("exists") ? Quantifier.EXISTS : Quantifier.EACH;
        String binding = "";
        if (peek().kind() == Kind.BINDING) {
            binding = next().text();
            expect(":");
        }
        Token type = take(Kind.WORD, "a kind of fact");
        expect("(");
        List<Constraint> constraints = new ArrayList<>();
        while (!accept(")")) {
            if (!constraints.isEmpty()) {
                expect(",");
            }
            Token first = peek();
            Condition condition = condition();
            constraints.add(new Constraint(
                    condition, text.substring(first.start(), previous().end())));
        }
        return new Pattern(quantifier, binding, type.text(), constraints, type);
    }

    private Condition condition() {
        if (++depth > MAX_DEPTH) {
            throw new SyntaxError(peek(), "conditions nest deeper than " + MAX_DEPTH);
        }
        List<Condition> parts = new ArrayList<>(List.of(conjunction()));
        while (accept("||")) {
            parts.add(conjunction());
        }
        depth--;
        return parts.size() == 1 ? parts.get(0) : new Any(List.copyOf(parts));
    }

    private Condition conjunction() {
        List<Condition> parts = new ArrayList<>(List.of(atom()));
        while (accept("&&")) {
            parts.add(atom());
        }
        return parts.size() == 1 ? parts.get(0) : new All(List.copyOf(parts));
    }

    private Condition atom() {
        if (accept("!")) {
            return new Not(nestedAtom());
        }
        if (accept("(")) {
            Condition inner = condition();
            expect(")");
            return inner;
        }
        Token start = peek();
        if (!(operand() instanceof Field left)) {
            throw new SyntaxError(start, "a condition begins with a field of the fact, not with " + start);
        }
        if (peek().kind() == Kind.SYMBOL && COMPARISONS.contains(peek().text())) {
            return new Compare(left, next().text(), operand());
        }
        boolean negated = accept("not");
        if (negated || peek().is("in")) {
            expect("in");
            return new OneOf(left, negated, literals());
        }
        return new Flag(left);
    }

    private Condition nestedAtom() {
        if (++depth > MAX_DEPTH) {
            throw new SyntaxError(peek(), "conditions nest deeper than " + MAX_DEPTH);
        }
        Condition inner = atom();
        depth--;
        return inner;
    }

    private List<Literal> literals() {
        expect("(");
        List<Literal> values = new ArrayList<>();
        do {
            Token start = peek();
            if (!(operand() instanceof Literal literal)) {
                throw new SyntaxError(start, "a list holds fixed values only, not " + start);
            }
            values.add(literal);
        } while (accept(","));
        expect(")");
        return List.copyOf(values);
    }

    private Operand operand() {
        Token start = next();
        switch (start.kind()) {
            case BINDING:
                expect(".");
                return new BoundField(start.text(), take(Kind.WORD, "a field").text(), start);
            case STRING:
                return new Literal(start.text(), start);
            case INTEGER:
            case DECIMAL:
                return new Literal(number(start, ""), start);
            case WORD:
                return word(start);
            default:
                if (start.is("-") && (peek().kind() == Kind.INTEGER || peek().kind() == Kind.DECIMAL)) {
                    return new Literal(number(next(), "-"), start);
                }
                throw new SyntaxError(start, "a field or a value must stand here, not " + start);
        }
    }

    private Operand word(Token start) {
        if (start.text().equals("true") || start.text().equals("false")) {
            return new Literal(Boolean.valueOf(start.text()), start);
        }
        if (accept(".")) {
            return new Literal(
                    new EnumName(start.text(), take(Kind.WORD, "a constant").text()), start);
        }
        return new Field(start.text(), start);
    }

    private static Object number(Token token, String sign) {
        String digits = sign + token.text();
        return token.kind() == Kind.INTEGER ? (Object) Long.valueOf(digits) : (Object) Double.valueOf(digits);
    }

    private List<Call> proposal() {
        Token start = peek();
        if (!accept("plan")) {
            throw new SyntaxError(start, "a rule only proposes: plan.<verb>(...) must stand here, not " + start);
        }
        List<Call> calls = new ArrayList<>();
        while (accept(".")) {
            Token verb = take(Kind.WORD, "a verb");
            calls.add(new Call(verb.text(), arguments(), verb));
        }
        expect(";");
        return List.copyOf(calls);
    }

    private List<Argument> arguments() {
        expect("(");
        List<Argument> arguments = new ArrayList<>();
        while (!accept(")")) {
            if (!arguments.isEmpty()) {
                expect(",");
            }
            arguments.add(argument());
        }
        return arguments;
    }

    private Argument argument() {
        Token start = peek();
        if (start.kind() == Kind.BINDING && !tokens.get(at + 1).is(".")) {
            return new BoundFact(next().text(), start);
        }
        List<Operand> pieces = new ArrayList<>();
        do {
            pieces.add(operand());
        } while (accept("+"));
        return new Rule.Text(pieces, start);
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token previous() {
        return tokens.get(at - 1);
    }

    private Token next() {
        Token token = tokens.get(at);
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    private boolean accept(String expected) {
        if (peek().is(expected)) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(String expected) {
        if (!accept(expected)) {
            throw new SyntaxError(peek(), "'" + expected + "' must stand here, not " + peek());
        }
    }

    private Token take(Kind kind, String what) {
        if (peek().kind() != kind) {
            throw new SyntaxError(peek(), what + " must stand here, not " + peek());
        }
        return next();
    }
}
