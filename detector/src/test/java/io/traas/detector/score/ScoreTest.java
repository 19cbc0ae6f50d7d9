package io.traas.detector.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.detector.ensemble.SeriesDetector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreTest {

    @TempDir
    private Path work;

    private final ByteArrayOutputStream report = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    /** Scores a value by itself and what it has seen before: enough to tell order and freshness. */
    private static final class Counting implements SeriesDetector {
        private int seen;

        @Override
        public Finding observe(long atMillis, double value) {
            seen++;
            return new Finding(Double.isNaN(value) ? 0 : Math.min(1, value / 10), seen == 2, 0, 0);
        }
    }

    @Test
    void everyFileAtAnyDepthIsScoredRowByRowInItsOwnOrder() throws Exception {
        write("a.csv", "timestamp,value\n30,1\n10,2.5\n10,NaN\n");
        write("deep/er/b.csv", "2015-02-26 21:42:53,9.999999999\n");
        zipped("c.csv.gz", "t,v\n1,5\n");
        write("note.txt", "1,1\n");

        assertThat(score()).isZero();

        assertThat(read("a.csv")).isEqualTo("timestamp,score,alert\n30,0.100000,0\n10,0.250000,1\n10,0.000000,0\n");
        assertThat(read("deep/er/b.csv")).isEqualTo("timestamp,score,alert\n2015-02-26 21:42:53,0.999999,0\n");
        assertThat(read("c.csv")).isEqualTo("timestamp,score,alert\n1,0.500000,0\n");
        assertThat(out().resolve("note.txt")).doesNotExist();
        assertThat(report.toString(StandardCharsets.UTF_8)).contains("5 rows of 3 files", "0 bad rows");
    }

    @Test
    void badRowsAreNamedAndSkippedAndManyOfThemCounted() throws Exception {
        write("a.csv", "timestamp,value\n1,1\n2,\n3\nyesterday,4\n5,0x10\n6,2\n" + "x,1\n".repeat(30));

        assertThat(score()).isZero();

        assertThat(read("a.csv")).isEqualTo("timestamp,score,alert\n1,0.100000,0\n6,0.200000,1\n");
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains("a.csv:3: value '' is no number")
                .contains("a.csv:4: '3' is not timestamp,value")
                .contains("a.csv:5: 'yesterday' is neither epoch seconds nor an ISO date-time")
                .contains("a.csv:6: value '0x10' is no number")
                .contains("14 more bad rows skipped");
    }

    @Test
    void emptyFilesAndHeadersAloneGiveHeadersAlone() throws Exception {
        write("empty.csv", "");
        write("header.csv", "timestamp,value\n");

        assertThat(score()).isZero();

        assertThat(read("empty.csv")).isEqualTo("timestamp,score,alert\n");
        assertThat(read("header.csv")).isEqualTo("timestamp,score,alert\n");
        assertThat(errors.size()).isZero();
    }

    @Test
    void aFileThatCannotBeReadIsNamedAndTheOthersAreScored() throws Exception {
        write("broken.csv.gz", "this is not gzip");
        write("good.csv", "1,1\n");

        assertThat(score()).isEqualTo(1);

        assertThat(read("good.csv")).contains("1,0.100000,0");
        assertThat(out().resolve("broken.csv")).doesNotExist();
        assertThat(out().resolve("broken.csv.part")).doesNotExist();
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("broken.csv.gz: Not in GZIP format");
    }

    @Test
    void aFileWithItsColumnsTheOtherWayRoundIsNamed() throws Exception {
        write("a.csv", "value,timestamp\n3,1\n");
        write("b.csv", "timestamp,value\n1,3\n");

        assertThat(score()).isNotZero();

        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("a.csv", "must be timestamp,value");
        assertThat(read("b.csv")).contains("0.300000");
    }

    @Test
    void twoFilesThatWouldBecomeOneAreRefusedBeforeAnythingIsWritten() throws Exception {
        write("a.csv", "1,1\n");
        zipped("a.csv.gz", "1,1\n");

        assertThat(score()).isEqualTo(2);

        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("a.csv and ", "a.csv.gz would both be scored");
        assertThat(out()).doesNotExist();
    }

    @Test
    void whatWasScoredBelowTheDataIsNotScoredAgain() throws Exception {
        write("a.csv", "1,1\n");
        Path below = work.resolve("data/scored");
        for (int i = 0; i < 2; i++) {
            assertThat(run("--data", work.resolve("data").toString(), "--out", below.toString()))
                    .isZero();
        }
        assertThat(below.resolve("scored")).doesNotExist();
        assertThat(run("--data", below.toString(), "--out", below.toString())).isEqualTo(2);
    }

    @Test
    void callsThatMakeNoSenseSayWhat() throws Exception {
        assertThat(run("--data", work.toString())).isEqualTo(2);
        assertThat(run("--data", "/nowhere", "--out", "x")).isEqualTo(2);
        assertThat(run("--dat", "x")).isEqualTo(2);
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains(
                        "--data and --out are needed", "/nowhere is not a directory", "unknown option --dat", "usage:");
    }

    private int score() throws InterruptedException {
        return run("--data", work.resolve("data").toString(), "--out", out().toString());
    }

    private int run(String... arguments) throws InterruptedException {
        return Score.run(
                List.of(arguments), Counting::new, new PrintStream(report, true), new PrintStream(errors, true));
    }

    private Path out() {
        return work.resolve("out");
    }

    private String read(String name) throws IOException {
        return Files.readString(out().resolve(name));
    }

    private void write(String name, String text) throws IOException {
        Path file = work.resolve("data").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void zipped(String name, String text) throws IOException {
        write(name, "");
        try (OutputStream out =
                new GZIPOutputStream(Files.newOutputStream(work.resolve("data").resolve(name)))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
