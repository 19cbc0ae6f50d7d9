package io.traas.detector.scan;

import io.traas.detector.detect.Heard;
import io.traas.detector.detect.Tier;
import io.traas.model.Anomaly;
import io.traas.model.wire.Json;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The bytes of a scanned series, with their version in front. */
public final class ScannedSeriesCodec {

    private static final byte VERSION = 2;
    /** Knew one tier and did not name it, and nobody could say anything of a series. */
    private static final byte FIRST = 1;

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
        if (version != VERSION && version != FIRST) {
            throw new IOException(
                    "a scanned series has version " + version + ", this release reads " + FIRST + " to " + VERSION);
        }
        String detector = in.readUTF();
        Tier tier = version == FIRST ? Tier.ENSEMBLE : tier(in.readUTF());
        long atMillis = in.readLong();
        double last = in.readDouble();
        byte[] judge = bytes(in);
        byte[] open = bytes(in);
        Anomaly anomaly = open.length == 0
                ? null
                : Json.mapper().readValue(new String(open, StandardCharsets.UTF_8), Anomaly.class);
        Heard heard = version == FIRST ? Heard.NOTHING : heard(in);
        return new ScannedSeries(detector, tier, tier.restore(judge), atMillis, last, anomaly, heard);
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
