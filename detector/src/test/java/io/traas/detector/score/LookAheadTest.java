package io.traas.detector.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.detector.ensemble.Ensemble;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** The shipped detector, through files: what is said of the first rows is said without knowing the rest. */
class LookAheadTest {

    private static final int ROWS = 900;

    @Property(tries = 30)
    void theFirstRowsOfAFileAreScoredAsIfItEndedThere(
            @ForAll @LongRange(min = 1, max = 100_000) long seed, @ForAll @IntRange(min = 0, max = ROWS) int cut)
            throws IOException {
        List<String> rows = rows(new Random(seed));
        Path work = Files.createTempDirectory("look-ahead");
        try {
            String whole = scored(work, rows);
            String part = scored(work, rows.subList(0, cut));

            assertThat(whole).startsWith(part);
        } finally {
            try (var files = Files.list(work)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(work);
        }
    }

    private static String scored(Path work, List<String> rows) throws IOException {
        Path input = Files.writeString(work.resolve("in.csv"), "timestamp,value\n" + String.join("", rows));
        Path output = work.resolve("out.csv");
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true);
        new ScoredFile(input, output, Ensemble.shipped(), nowhere).write();
        return Files.readString(output);
    }

    /** Days of noise with leaps, gaps, repeated and missing rows. */
    private static List<String> rows(Random random) {
        List<String> rows = new java.util.ArrayList<>();
        long second = 1_500_000_000;
        for (int i = 0; i < ROWS; i++) {
            second += random.nextInt(20) == 0 ? random.nextInt(7_200) - 3_600 : 300;
            double day = Math.sin(2 * Math.PI * second / 86_400);
            double value = 50 + 20 * day + random.nextGaussian() + (random.nextInt(80) == 0 ? 60 : 0);
            rows.add(second + "," + (random.nextInt(50) == 0 ? "NaN" : Double.toString(value)) + "\n");
        }
        return rows;
    }
}
