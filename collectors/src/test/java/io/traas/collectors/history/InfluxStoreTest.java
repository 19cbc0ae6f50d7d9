package io.traas.collectors.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.collectors.history.HistoryStore.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real server. */
class InfluxStoreTest {

    @TempDir
    Path directory;

    private Influxd influxd;
    private InfluxStore store;

    @BeforeEach
    void start() throws IOException {
        influxd = Influxd.start(directory);
        store = new InfluxStore(influxd.settings());
    }

    @AfterEach
    void stop() {
        if (store != null) {
            store.close();
            influxd.close();
        }
    }

    @Test
    void theDatabaseIsCreatedAndLinesCanBeReadBack() {
        List<Refusal> refusals = store.write(List.of("a,code=200 value=1.5 1000", "a,code=500 value=2 1000"));

        assertThat(refusals).isEmpty();
        assertThat(influxd.query("SELECT sum(value) FROM a")).containsExactly(List.of("1970-01-01T00:00:00Z", 3.5));
    }

    @Test
    void writingTheSameAgainChangesNothing() {
        List<String> lines = IntStream.range(0, 5_000)
                .mapToObj(i -> "a,b=" + i % 50 + " value=1.0 " + (1_000 + i))
                .toList();

        store.write(lines);
        store.write(lines);

        assertThat(count("a")).isEqualTo(5_000);
    }

    @Test
    void onlyTheBadLinesOfABatchAreRefused() {
        store.write(List.of("typed value=\"text\" 1"));
        List<String> lines = new ArrayList<>(IntStream.range(0, 200)
                .mapToObj(i -> "a value=1.0 " + (1_000 + i))
                .toList());
        lines.add(37, "typed value=1.0 2");
        lines.add(150, "this is no line");

        List<Refusal> refusals = store.write(lines);

        assertThat(refusals)
                .extracting(Refusal::lines)
                .containsExactly(List.of("typed value=1.0 2"), List.of("this is no line"));
        assertThat(refusals.get(0).reason()).contains("field type conflict");
        assertThat(refusals.get(1).reason()).contains("unable to parse");
        assertThat(count("a")).isEqualTo(200);
    }

    @Test
    void aBatchOfNothingButBadLinesEndsInFewPieces() {
        List<Refusal> refusals = store.write(
                IntStream.range(0, 1_000).mapToObj(i -> "bad line " + i).toList());

        assertThat(refusals).hasSizeLessThan(70);
        assertThat(refusals.stream().mapToInt(refusal -> refusal.lines().size()).sum())
                .isEqualTo(1_000);
    }

    @Test
    void aServerThatIsAwayIsNoRefusalAndTakesTheLinesLater() throws IOException {
        store.write(List.of("a value=1 1"));
        influxd.kill();
        assertThatThrownBy(() -> store.write(List.of("a value=2 2"))).isInstanceOf(StoreAwayException.class);

        influxd.startAgain();

        assertThat(store.write(List.of("a value=2 2"))).isEmpty();
        assertThat(count("a")).isEqualTo(2);
    }

    @Test
    void aDatabaseThatWasDroppedIsMadeAgain() {
        store.write(List.of("a value=1 1"));
        influxd.query("DROP DATABASE traas");
        assertThatThrownBy(() -> store.write(List.of("a value=2 2")))
                .isInstanceOf(StoreAwayException.class)
                .hasMessageContaining("status 404");

        assertThat(store.write(List.of("a value=2 2"))).isEmpty();
    }

    private int count(String measurement) {
        return ((Double) influxd.query("SELECT count(value) FROM " + measurement)
                        .get(0)
                        .get(1))
                .intValue();
    }
}
