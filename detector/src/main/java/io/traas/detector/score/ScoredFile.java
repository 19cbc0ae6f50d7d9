package io.traas.detector.score;

import io.traas.detector.ensemble.SeriesDetector;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * One file scored: each row goes through the detector as it is read, so that nothing looks ahead and memory stays small.
 * What is written appears under its name when it is whole.
 */
final class ScoredFile {

    private static final int MOST_TOLD = 20;
    private static final int SCORE_DIGITS = 6;
    private static final long SCORE_UNIT = 1_000_000;

    /** @param failure why the file could not be read to its end, empty when it could */
    record Outcome(long rows, long badRows, String failure) {}

    private final Path input;
    private final Path output;
    private final SeriesDetector detector;
    private final PrintStream errors;
    private long badRows;

    ScoredFile(Path input, Path output, SeriesDetector detector, PrintStream errors) {
        this.input = input;
        this.output = output;
        this.detector = detector;
        this.errors = errors;
    }

    Outcome write() {
        Path unfinished = output.resolveSibling(output.getFileName() + ".part");
        long rows = 0;
        try {
            Files.createDirectories(output.getParent());
            try (CsvRows csv = CsvRows.open(input, this::bad);
                    BufferedWriter out = Files.newBufferedWriter(unfinished)) {
                out.write("timestamp,score,alert\n");
                StringBuilder line = new StringBuilder(64);
                for (CsvRows.Row row = csv.next(); row != null; row = csv.next()) {
                    SeriesDetector.Finding finding = detector.observe(row.atMillis(), row.value());
                    line.setLength(0);
                    line.append(row.timestamp()).append(',');
                    appendScore(line, finding.score());
                    out.append(line.append(finding.alert() ? ",1\n" : ",0\n"));
                    rows++;
                }
            }
            Files.move(unfinished, output, StandardCopyOption.REPLACE_EXISTING);
            tellRest();
            return new Outcome(rows, badRows, "");
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            errors.println(input + ": " + reason + "; not scored");
            try {
                Files.deleteIfExists(unfinished);
            } catch (IOException left) {
                errors.println(unfinished + ": cannot be removed: " + left.getMessage());
            }
            return new Outcome(rows, badRows, reason);
        }
    }

    private void bad(long line, String reason) {
        badRows++;
        if (badRows <= MOST_TOLD) {
            errors.println(input + ":" + line + ": " + reason + "; skipped");
        }
    }

    private void tellRest() {
        if (badRows > MOST_TOLD) {
            errors.println(input + ": " + (badRows - MOST_TOLD) + " more bad rows skipped");
        }
    }

    /** Cut, not rounded: what is below a threshold must not be written as if it were not. */
    static void appendScore(StringBuilder to, double score) {
        long units = (long) (score * SCORE_UNIT);
        String fraction = Long.toString(units % SCORE_UNIT);
        to.append(units / SCORE_UNIT).append('.');
        to.append("0".repeat(SCORE_DIGITS - fraction.length())).append(fraction);
    }
}
