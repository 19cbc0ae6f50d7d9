package io.traas.ui.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.signal.Signals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MemoryHistoryTest extends MetricHistoryContract {

    private final MemoryHistory memory = new MemoryHistory(
            Stream.concat(Signals.DEFAULTS.stream(), Stream.of(WEB)).toList(), Duration.ofMinutes(30), 1_000);

    @Override
    void write(List<SampleBatch> batches) {
        batches.forEach(memory::accept);
    }

    @Override
    MetricHistory history() {
        return memory;
    }

    @Test
    void olderValuesFallOutAfterTheRetention() {
        MemoryHistory brief = new MemoryHistory(Signals.DEFAULTS, Duration.ofSeconds(10), 10);
        for (int second = 0; second < 30; second++) {
            brief.accept(up("a", START.plusSeconds(second)));
        }
        Target a = Target.deployment("c", "n", "a");
        assertThat(brief.range(a, Signals.UP, START, START.plusSeconds(30), 100))
                .hasSize(10);
        brief.accept(up("a", START.plusSeconds(500)));
        assertThat(brief.range(a, Signals.UP, START, START.plusSeconds(500), 100))
                .hasSize(1);
    }

    @Test
    void furtherSeriesAreRefusedAndCountedUntilOldOnesAreForgotten() {
        MemoryHistory small = new MemoryHistory(Signals.DEFAULTS, Duration.ofSeconds(10), 2);
        small.accept(up("a", START));
        small.accept(up("b", START));
        small.accept(up("c", START));
        assertThat(small.refused()).isEqualTo(1);
        small.accept(up("c", START.plusSeconds(60)));
        assertThat(small.refused()).isEqualTo(1);
        assertThat(small.latest(Target.deployment("c", "n", "c"), "up", START.plusSeconds(61)))
                .hasValue(1);
    }

    @Test
    void aLatestValueThatIsOldIsNone() {
        memory.accept(up("a", START));
        assertThat(memory.latest(Target.deployment("c", "n", "a"), "up", START.plusSeconds(120)))
                .isEmpty();
    }

    private static SampleBatch up(String name, Instant at) {
        return new SampleBatch(
                Target.pod("c", "n", name + "-0"),
                Target.deployment("c", "n", name),
                "",
                at,
                List.of(Point.of(SampleBatch.UP, 1)));
    }
}
