package io.traas.detector.quality;

import com.fasterxml.jackson.databind.JsonNode;
import io.traas.model.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Stored scores of known detectors with what the benchmark's own scorer makes of them: proof of {@link NabScore}. */
final class NabFixture {

    private static final Map<String, NabScore.Profile> PROFILES = Map.of(
            "standard", NabScore.Profile.STANDARD,
            "reward_low_FP_rate", NabScore.Profile.LOW_FP,
            "reward_low_FN_rate", NabScore.Profile.LOW_FN);

    private NabFixture() {}

    /** The largest difference of a raw score from what is expected. */
    static double worstDifference(Path fixture, List<LabelledSeries> corpus) throws IOException {
        JsonNode expected =
                Json.mapper().readTree(fixture.resolve("expected.json").toFile());
        double worst = 0;
        for (Map.Entry<String, JsonNode> entry : expected.properties()) {
            if (!Files.isDirectory(fixture.resolve(entry.getKey()))) {
                continue;
            }
            List<NabScore.File> files = new ArrayList<>();
            for (LabelledSeries series : corpus) {
                double[] scores = scores(fixture.resolve(entry.getKey()), series);
                files.add(new NabScore.File(scores, series.starts(), series.ends()));
            }
            for (Map.Entry<String, NabScore.Profile> profile : PROFILES.entrySet()) {
                double raw = NabScore.best(files, profile.getValue()).raw();
                double should = entry.getValue()
                        .path(profile.getKey())
                        .path("raw_score")
                        .asDouble(Double.NaN);
                double difference = Math.abs(raw - should);
                worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference);
            }
        }
        return worst;
    }

    private static double[] scores(Path detector, LabelledSeries series) throws IOException {
        String stem = series.name().replaceFirst("\\.csv$", "");
        for (String name : List.of(series.name() + ".gz", stem + ".gz", stem + ".txt.gz")) {
            Path file = detector.resolve(name);
            if (Files.exists(file)) {
                try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
                    return lines.lines()
                            .skip(1)
                            .mapToDouble(Double::parseDouble)
                            .toArray();
                }
            }
        }
        throw new IOException(detector + " has no scores of " + series.name());
    }
}
