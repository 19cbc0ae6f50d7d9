package io.traas.detector.scan;

import io.traas.detector.ensemble.Ensemble;
import io.traas.model.Anomaly;
import io.traas.model.wire.Json;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The bytes of a scanned series, with their version in front. */
public final class ScannedSeriesCodec {

    private static final byte VERSION = 1;

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
    }

    /** @throws IOException when the bytes are of a version this release does not know, or are none of ours */
    public static ScannedSeries read(DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException("a scanned series has version " + version + ", this release reads " + VERSION);
        }
        String detector = in.readUTF();
        long atMillis = in.readLong();
        double last = in.readDouble();
        Ensemble ensemble = Ensemble.restore(bytes(in));
        byte[] open = bytes(in);
        Anomaly anomaly = open.length == 0
                ? null
                : Json.mapper().readValue(new String(open, StandardCharsets.UTF_8), Anomaly.class);
        return new ScannedSeries(detector, ensemble, atMillis, last, anomaly);
    }

    private static byte[] bytes(DataInput in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }
}
