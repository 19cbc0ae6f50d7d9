package io.traas.runbooks.rules;

/**
 * Something wrong with a file of a runbook, for its author. Line and column count from 1; 0 when not known.
 */
public record Problem(String file, int line, int column, String message) {

    /** {@code rules.drl:5:10: Symptom has no field 'vv'; did you mean 'above'?} */
    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + (column > 0 ? ":" + column : "") + ": " + message;
    }
}
