package io.traas.detector.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.traas.detector.quality.NabScore.Profile;
import io.traas.model.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class NabScoreTest {

    private static final Map<String, Profile> PROFILES = Map.of(
            "standard", Profile.STANDARD,
            "reward_low_FP_rate", Profile.LOW_FP,
            "reward_low_FN_rate", Profile.LOW_FN);

    @Test
    void aCaseDoneByHand() {
        double[] scores = new double[20];
        for (int detected : new int[] {5, 11, 12, 15}) {
            scores[detected] = 1;
        }
        NabScore.File file = new NabScore.File(scores, new int[] {10}, new int[] {13});

        NabScore.Result result = NabScore.at(List.of(file), Profile.STANDARD, 1);

        assertThat(result.raw()).isCloseTo(0.7545670308, within(1e-9));
        assertThat(result.normalised()).isCloseTo(87.7283515, within(1e-6));
    }

    @Test
    void theBenchmarksOwnScorerSaysTheSame() throws IOException {
        for (JsonNode each : Json.mapper().readTree(resource("expected.json")).path("cases")) {
            NabScore.File file =
                    new NabScore.File(scores(each.path("file").asText() + ".gz"), edges(each, 0), edges(each, 1));
            for (Map.Entry<String, Profile> profile : PROFILES.entrySet()) {
                double threshold =
                        each.path("thresholds").path(profile.getKey()).asDouble();
                double expected = each.path("raw").path(profile.getKey()).asDouble();

                double raw = NabScore.at(List.of(file), profile.getValue(), threshold)
                        .raw();

                assertThat(raw).as("%s, %s", each.path("file"), profile).isCloseTo(expected, within(1e-6));
            }
        }
    }

    @Test
    void silenceIsZeroAndTheFirstRowOfEveryWindowIsAHundred() {
        double[] scores = new double[100];
        NabScore.File silent = new NabScore.File(scores, new int[] {50}, new int[] {60});
        double[] found = new double[100];
        found[50] = 0.7;
        NabScore.File perfect = new NabScore.File(found, new int[] {50}, new int[] {60});

        assertThat(NabScore.at(List.of(silent), Profile.STANDARD, 0.5).normalised())
                .isZero();
        assertThat(NabScore.best(List.of(perfect), Profile.STANDARD)).isEqualTo(new NabScore.Result(0.7, 1, 100));
    }

    private static int[] edges(JsonNode each, int side) {
        return StreamSupport.stream(each.path("windows").spliterator(), false)
                .mapToInt(window -> window.get(side).asInt())
                .toArray();
    }

    private static double[] scores(String name) throws IOException {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(resource(name)), StandardCharsets.UTF_8))) {
            return lines.lines().mapToDouble(Double::parseDouble).toArray();
        }
    }

    private static InputStream resource(String name) {
        return NabScoreTest.class.getResourceAsStream("/nab-scorer/" + name);
    }
}
