package io.traas.runbooks.rules;

/** A word of a rule file. {@code text} of a string is its value; {@code start} and {@code end} are offsets. */
public record Token(Kind kind, String text, int line, int column, int start, int end) {

    /** What a token is. */
    public enum Kind {
        WORD,
        BINDING,
        INTEGER,
        DECIMAL,
        STRING,
        SYMBOL,
        END
    }

    boolean is(String expected) {
        return (kind == Kind.WORD || kind == Kind.SYMBOL) && text.equals(expected);
    }

    @Override
    public String toString() {
        return kind == Kind.END ? "the end of the file" : kind == Kind.STRING ? "\"" + text + "\"" : "'" + text + "'";
    }
}
