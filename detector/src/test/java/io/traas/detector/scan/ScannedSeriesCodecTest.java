package io.traas.detector.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.detector.detect.Heard;
import io.traas.detector.detect.Tier;
import io.traas.detector.ensemble.Ensemble;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** State outlives releases. */
class ScannedSeriesCodecTest {

    @ParameterizedTest
    @EnumSource(Tier.class)
    void whatWasWrittenIsReadWhateverJudges(Tier tier) throws IOException {
        ScannedSeries series = series(tier, Heard.NOTHING);
        for (int point = 0; point < 200; point++) {
            series.judge.observe(point * 15_000L, point % 10);
        }
        ScannedSeries read = read(bytes(series));

        assertThat(read.tier).isEqualTo(tier);
        assertThat(read.judge.observe(3_000_000, 40)).isEqualTo(series.judge.observe(3_000_000, 40));
    }

    @Test
    void whatWasHeardComesBack() throws IOException {
        Heard heard = new Heard(List.of(new Heard.Word("a", 3), new Heard.Word("b", 5)), 2);

        assertThat(read(bytes(series(Tier.ENSEMBLE, heard))).heard).isEqualTo(heard);
    }

    @Test
    void theFirstVersionIsTheEnsemblesAndNobodySaidAnything() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(1);
        out.writeUTF("depths");
        out.writeLong(1_000);
        out.writeDouble(7);
        byte[] ensemble = Ensemble.shipped().snapshot();
        out.writeInt(ensemble.length);
        out.write(ensemble);
        out.writeInt(0);

        ScannedSeries read = read(bytes.toByteArray());
        assertThat(read.tier).isEqualTo(Tier.ENSEMBLE);
        assertThat(read.atMillis()).isEqualTo(1_000);
        assertThat(read.last).isEqualTo(7);
        assertThat(read.heard).isEqualTo(Heard.NOTHING);
    }

    @Test
    void whatALaterReleaseWroteIsRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(2);
        out.writeUTF("depths");
        out.writeUTF("ORACLE");

        assertThatThrownBy(() -> read(bytes.toByteArray()))
                .hasMessageContaining("'ORACLE'")
                .hasMessageContaining("FOREST");
        assertThatThrownBy(() -> read(new byte[] {9}))
                .isInstanceOf(IOException.class)
                .hasMessage("a scanned series has version 9, this release reads 1 to 2");
    }

    private static ScannedSeries series(Tier tier, Heard heard) {
        return new ScannedSeries("depths", tier, tier.fresh(3), 7, 1.5, null, heard);
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
