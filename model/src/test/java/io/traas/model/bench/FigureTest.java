package io.traas.model.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FigureTest {

    @TempDir
    private Path directory;

    @Test
    void meetsItsBarOnTheRightSide() {
        assertThat(Figure.atMost("latency", 2, 2).met()).isTrue();
        assertThat(Figure.atMost("latency", 2.1, 2).met()).isFalse();
        assertThat(Figure.atLeast("rate", 2, 2).met()).isTrue();
        assertThat(Figure.atLeast("rate", 1.9, 2).met()).isFalse();
        assertThat(Figure.told("size", 7).met()).isTrue();
    }

    @Test
    void isNotMetByWhatWasNotMeasured() {
        assertThat(Figure.atMost("latency", Double.NaN, 2).met()).isFalse();
    }

    @Test
    void comesBackFromItsFileAsItWas() throws IOException {
        List<Figure> figures =
                List.of(Figure.atMost("latency", 2.5, 2), Figure.atLeast("rate", 3, 2), Figure.told("size", 7));
        Path file = directory.resolve("figures.json");

        Figure.write(figures, file);

        assertThat(Figure.read(file)).isEqualTo(figures);
    }
}
