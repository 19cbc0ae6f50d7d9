package io.traas.detector.dryrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.traas.detector.stream.ends.RawRecord;
import io.traas.detector.testing.Town;
import io.traas.model.DetectorSpec;
import io.traas.model.wire.Json;
import io.traas.model.wire.Topics;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Candidate and detector in force side by side, and what is told of them. */
class TrialTest {

    @TempDir
    Path folder;

    private final Town town = new Town(3);
    private final List<RawRecord> past = new ArrayList<>();
    private int second;

    /** Three percent of errors, over, and ten percent at the end. */
    private void live() {
        town.states(0).forEach(state -> past.add(RawRecord.of(Topics.TARGETS, 0, Town.START_MS, state)));
        pass(10, 0);
        pass(10, 0.03);
        pass(10, 0);
        pass(5, 0.1);
    }

    private void pass(int seconds, double errorShare) {
        town.podsOf(Town.STOCK).forEach(pod -> pod.errorShare = errorShare);
        for (int i = 0; i < seconds; i++, second++) {
            town.scrapes(second)
                    .forEach(batch -> past.add(
                            RawRecord.of(Topics.METRICS, 0, batch.observedAt().toEpochMilli(), batch)));
        }
    }

    @Test
    void theCandidateHearsMoreThanTheDetectorInForce() {
        live();
        List<Episode> episodes = new ArrayList<>();
        Trial.Outcome outcome = played(List.of(), Candidates.of(Candidates.SHY), episodes);

        assertThat(outcome.scrapes()).isEqualTo(35 * 12);
        assertThat(outcome.candidate().anomalies()).isEqualTo(2);
        assertThat(outcome.candidate().stillOpen()).isEqualTo(1);
        assertThat(outcome.candidate().perDay()).isBetween(4_900.0, 5_200.0);
        assertThat(outcome.candidate().most()).containsExactly(new Summary.Count(Town.STOCK, 2));
        assertThat(outcome.inForce().anomalies()).isEqualTo(1);
        assertThat(outcome.inForce().spec()).isEqualTo(Candidates.shipped("errors-high"));
        assertThat(episodes).extracting(Episode::isOpen).containsExactly(false, true);
    }

    @Test
    void whatOperatorsPutInForceCountsMoreThanWhatIsShipped() {
        live();
        DetectorSpec shy = Candidates.of(Candidates.SHY);
        Trial.Outcome outcome = played(List.of(shy), Candidates.shipped("errors-high"), new ArrayList<>());

        assertThat(outcome.candidate().anomalies()).isEqualTo(1);
        assertThat(outcome.inForce().anomalies()).isEqualTo(2);
    }

    @Test
    void aNewDetectorHasNothingBesideIt() {
        live();
        assertThat(played(List.of(), Candidates.of(Candidates.SUCCESSES), new ArrayList<>())
                        .inForce())
                .isNull();
    }

    @Test
    void whatCannotBeReadIsCounted() {
        live();
        past.add(new RawRecord(
                Topics.METRICS.name(), "k", "a/0@1", Town.START_MS, "junk".getBytes(StandardCharsets.UTF_8)));
        past.add(new RawRecord(Topics.TARGETS.name(), "k", "b/0@1", Town.START_MS, null));

        assertThat(played(List.of(), Candidates.of(Candidates.SHY), new ArrayList<>())
                        .refused())
                .isEqualTo(1);
    }

    @Test
    void aPastOfWhichNothingCanBeReadIsNoQuietPast() {
        past.add(new RawRecord(
                Topics.METRICS.name(), "k", "a/0@1", Town.START_MS, "junk".getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(() -> played(List.of(), Candidates.of(Candidates.SHY), new ArrayList<>()))
                .hasMessageContaining("can be read (1 records)");
    }

    @Test
    void isToldALineAnAnomalyAndInTheFileTheSame() throws Exception {
        live();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        Path file = folder.resolve("said.json");
        try (Report report = new Report(new PrintStream(text, true, StandardCharsets.UTF_8), Optional.of(file))) {
            Trial trial = new Trial(List.of(), Candidates.of(Candidates.SHY), Candidates.CONFIG, report::add);
            past.forEach(trial);
            report.end(trial.end());
        }

        String told = text.toString(StandardCharsets.UTF_8);
        assertThat(told.lines().toList())
                .anyMatch(line -> line.matches(
                        "2023-11-14T22:13:3.Z +closed after 1.s +town/market/Deployment/stock +errors 0\\.03.*"
                                + "expected .* to 0\\.02.*: .*in 2 of the last 3 points"))
                .anyMatch(line -> line.contains("still open  "))
                .anyMatch(line -> line.contains("judged 4 series") && line.contains("opened 2 anomalies"))
                .anyMatch(line -> line.contains("market/stock 2"))
                .anyMatch(line -> line.contains("as it is in force now") && line.contains("opened 1 anomaly"));
        JsonNode json = Json.mapper().readTree(file.toFile());
        assertThat(json.path("anomalies")).hasSize(2);
        assertThat(json.at("/anomalies/0/last/state").asText()).isEqualTo("CLOSED");
        assertThat(json.at("/outcome/candidate/anomalies").asInt()).isEqualTo(2);
        assertThat(json.at("/outcome/inForce/anomalies").asInt()).isEqualTo(1);
    }

    @Test
    void oneThatFindsNothingToJudgeSaysSo() {
        live();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        Report report = new Report(new PrintStream(text, true, StandardCharsets.UTF_8), Optional.empty());
        report.end(played(
                List.of(),
                Candidates.of(Candidates.SUCCESSES.replace("market/st.*", "nowhere/.*")),
                new ArrayList<>()));

        assertThat(text.toString(StandardCharsets.UTF_8))
                .contains("successes-surge judged nothing", "http_server_requests_seconds_count", "workloads");
    }

    private Trial.Outcome played(List<DetectorSpec> overrides, DetectorSpec candidate, List<Episode> into) {
        Trial trial = new Trial(overrides, candidate, Candidates.CONFIG, into::add);
        past.forEach(trial);
        return trial.end();
    }
}
