package io.traas.detector.scan;

import io.traas.detector.detect.Tier;
import io.traas.model.Anomaly;
import io.traas.model.wire.Json;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of a scanned series, with their version in front. */
public final class ScannedSeriesCodec {

    private static final byte VERSION = 2;
    /** Knew one tier and did not name it. */
    private static final byte BEFORE_TIERS = 1;

    private ScannedSeriesCodec() {}

    public static void write(ScannedSeries series, DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeUTF(series.detector);
        out.writeUTF(series.tier.name());
        out.writeLong(series.atMillis);
        out.writeDouble(series.last);
        byte[] judge = series.judge.snapshot();
        out.writeInt(judge.length);
        out.write(judge);
        byte[] open = series.open == null
                ? new byte[0]
                : Json.mapper().writeValueAsString(series.open).getBytes(StandardCharsets.UTF_8);
        out.writeInt(open.length);
        out.write(open);
    }

    /** @throws IOException when the bytes are of a version this release does not know, or are none of ours */
    public static ScannedSeries read(DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION && version != BEFORE_TIERS) {
            throw new IOException("a scanned series has version " + version + ", this release reads " + BEFORE_TIERS
                    + " and " + VERSION);
        }
        String detector = in.readUTF();
        Tier tier = version == BEFORE_TIERS ? Tier.ENSEMBLE : tier(in.readUTF());
        long atMillis = in.readLong();
        double last = in.readDouble();
        byte[] judge = bytes(in);
        byte[] open = bytes(in);
        Anomaly anomaly = open.length == 0
                ? null
                : Json.mapper().readValue(new String(open, StandardCharsets.UTF_8), Anomaly.class);
        return new ScannedSeries(detector, tier, tier.restore(judge), atMillis, last, anomaly);
    }

    private static Tier tier(String name) throws IOException {
        try {
            return Tier.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "a scanned series is judged by '" + name + "', this release knows "
                            + Arrays.toString(Tier.values()),
                    e);
        }
    }

    private static byte[] bytes(DataInput in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }
}
