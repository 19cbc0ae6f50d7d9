package io.traas.collectors.exposition;

/** An exposition that breaks the rules of its format; the message starts with the line number and shows the line. */
public final class MalformedExpositionException extends RuntimeException {

    private final int line;

    MalformedExpositionException(int line, String message) {
        super("line " + line + ": " + message);
        this.line = line;
    }

    /** 1 for the first. */
    public int line() {
        return line;
    }
}
