package io.traas.detector.score;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The rows {@code timestamp,value} of a file, one after the other; further columns are not looked at. A first line that
 * is no row of data is the header. Bad rows are told and passed over.
 */
public final class CsvRows implements AutoCloseable {

    private static final int BUFFER = 1 << 16;
    /** Longer ones are no rows of data; what is behind is not kept in memory. */
    private static final int LONGEST_TOLD = 80;

    /** Values would be taken for times without complaint. */
    private static final Pattern SWAPPED =
            Pattern.compile("^\\s*\"?value\"?\\s*,\\s*\"?timestamp\\b", Pattern.CASE_INSENSITIVE);

    /** Gets the number of a bad line, from 1, and what is wrong with it. */
    @FunctionalInterface
    public interface BadRows {
        void bad(long line, String reason);
    }

    /** @param timestamp as it stands in the file */
    public record Row(String timestamp, long atMillis, double value) {}

    private final BufferedReader lines;
    private final BadRows badRows;
    private long line;

    private CsvRows(BufferedReader lines, BadRows badRows) {
        this.lines = lines;
        this.badRows = badRows;
    }

    /** A file whose name ends in {@code .gz} is inflated on the way. */
    public static CsvRows open(Path file, BadRows badRows) throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in, BUFFER) : in;
            return new CsvRows(
                    new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8), BUFFER), badRows);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /**
     * The next good row, null behind the last.
     *
     * @throws IOException when the file cannot be read, or says that its columns stand the other way round
     */
    public Row next() throws IOException {
        for (String text = lines.readLine(); text != null; text = lines.readLine()) {
            line++;
            String row = line == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
            if (row.isBlank()) {
                continue;
            }
            if (line == 1 && SWAPPED.matcher(row).find()) {
                throw new IOException("its columns are value,timestamp; must be timestamp,value");
            }
            try {
                return parse(row);
            } catch (IllegalArgumentException e) {
                if (line > 1 || !isHeader(row)) {
                    badRows.bad(line, e.getMessage());
                }
            }
        }
        return null;
    }

    private static Row parse(String row) {
        int comma = row.indexOf(',');
        if (comma < 0) {
            throw new IllegalArgumentException("'" + told(row) + "' is not timestamp,value");
        }
        int end = row.indexOf(',', comma + 1);
        String timestamp = row.substring(0, comma).strip();
        String value = row.substring(comma + 1, end < 0 ? row.length() : end).strip();
        long at = Timestamps.millis(timestamp);
        try {
            return new Row(timestamp, at, Values.parse(value));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("value '" + told(value) + "' is no number", e);
        }
    }

    /** Names, not numbers: neither column of it begins like one. */
    private static boolean isHeader(String row) {
        return row.matches("\\s*\"?[\\p{L}_#].*");
    }

    private static String told(String text) {
        return text.length() <= LONGEST_TOLD ? text : text.substring(0, LONGEST_TOLD) + "...";
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
