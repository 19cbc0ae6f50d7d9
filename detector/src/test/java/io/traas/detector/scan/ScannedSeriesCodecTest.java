package io.traas.detector.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.detector.detect.Heard;
import io.traas.detector.ensemble.Ensemble;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScannedSeriesCodecTest {

    private static final int NO_FEEDBACK_BYTES = Long.BYTES + Byte.BYTES;

    @Test
    void whatWasHeardComesBack() throws IOException {
        Heard heard = new Heard(List.of(new Heard.Word("a", 3), new Heard.Word("b", 5)), 2);

        assertThat(read(bytes(series(heard))).heard).isEqualTo(heard);
    }

    @Test
    void aSeriesFromBeforeThereWasFeedbackIsReadAsOneOfWhichNothingWasSaid() throws IOException {
        byte[] now = bytes(series(Heard.NOTHING));
        byte[] then = Arrays.copyOf(now, now.length - NO_FEEDBACK_BYTES);
        then[0] = 1;

        assertThat(bytes(read(then))).isEqualTo(now);
    }

    @Test
    void aLaterVersionIsRefusedByItsNumber() throws IOException {
        byte[] later = bytes(series(Heard.NOTHING));
        later[0] = 9;

        assertThatThrownBy(() -> read(later))
                .isInstanceOf(IOException.class)
                .hasMessage("a scanned series has version 9, this release reads 1 to 2");
    }

    private static ScannedSeries series(Heard heard) {
        return new ScannedSeries("depths", Ensemble.shipped(), 7, 1.5, null, heard);
    }

    private static byte[] bytes(ScannedSeries series) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ScannedSeriesCodec.write(series, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static ScannedSeries read(byte[] bytes) throws IOException {
        return ScannedSeriesCodec.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }
}
