package io.traas.detector.scan;

import io.traas.detector.detect.Heard;
import io.traas.detector.ensemble.Ensemble;
import io.traas.model.Anomaly;
import io.traas.model.wire.Json;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The bytes of a scanned series, with their version in front. */
public final class ScannedSeriesCodec {

    private static final byte VERSION = 2;
    /** Before people could say anything of a series. */
    private static final byte WITHOUT_FEEDBACK = 1;

    private ScannedSeriesCodec() {}

    public static void write(ScannedSeries series, DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeUTF(series.detector);
        out.writeLong(series.atMillis);
        out.writeDouble(series.last);
        byte[] ensemble = series.ensemble.snapshot();
        out.writeInt(ensemble.length);
        out.write(ensemble);
        byte[] open = series.open == null
                ? new byte[0]
                : Json.mapper().writeValueAsString(series.open).getBytes(StandardCharsets.UTF_8);
        out.writeInt(open.length);
        out.write(open);
        write(series.heard, out);
    }

    private static void write(Heard heard, DataOutput out) throws IOException {
        out.writeLong(heard.forgottenUntilMillis());
        out.writeByte(heard.words().size());
        for (Heard.Word word : heard.words()) {
            out.writeUTF(word.id());
            out.writeLong(word.atMillis());
        }
    }

    /** @throws IOException when the bytes are of a version this release does not know, or are none of ours */
    public static ScannedSeries read(DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION && version != WITHOUT_FEEDBACK) {
            throw new IOException("a scanned series has version " + version + ", this release reads " + WITHOUT_FEEDBACK
                    + " to " + VERSION);
        }
        String detector = in.readUTF();
        long atMillis = in.readLong();
        double last = in.readDouble();
        Ensemble ensemble = Ensemble.restore(bytes(in));
        byte[] open = bytes(in);
        Anomaly anomaly = open.length == 0
                ? null
                : Json.mapper().readValue(new String(open, StandardCharsets.UTF_8), Anomaly.class);
        Heard heard = version == WITHOUT_FEEDBACK ? Heard.NOTHING : heard(in);
        return new ScannedSeries(detector, ensemble, atMillis, last, anomaly, heard);
    }

    private static Heard heard(DataInput in) throws IOException {
        long forgottenUntilMillis = in.readLong();
        List<Heard.Word> words = new ArrayList<>();
        for (int left = in.readByte(); left > 0; left--) {
            words.add(new Heard.Word(in.readUTF(), in.readLong()));
        }
        return new Heard(words, forgottenUntilMillis);
    }

    private static byte[] bytes(DataInput in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }
}
