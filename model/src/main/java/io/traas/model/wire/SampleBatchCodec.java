package io.traas.model.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The Protobuf form of {@link SampleBatch}, message {@code SampleBatch} of {@code sample_batch.proto}. Written by hand
 * on the Protobuf library's own coded streams: it is one flat message on the hottest path, and reading straight into
 * records saves a copy of every point. Unknown fields are skipped.
 */
public final class SampleBatchCodec implements Codec<SampleBatch> {

    static final int SCHEMA_VERSION = 1;

    private static final int F_SCHEMA_VERSION = 1;
    private static final int F_TARGET = 2;
    private static final int F_WORKLOAD = 3;
    private static final int F_NODE = 4;
    private static final int F_OBSERVED_AT_MS = 5;
    private static final int F_POINT = 6;
    private static final int F_POINT_METRIC = 1;
    private static final int F_POINT_LABEL = 2;
    static final int F_POINT_VALUE = 3;

    @Override
    public byte[] encode(SampleBatch batch) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4_096);
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            out.writeUInt32(F_SCHEMA_VERSION, SCHEMA_VERSION);
            out.writeString(F_TARGET, batch.target().toString());
            if (!batch.workload().equals(batch.target())) {
                out.writeString(F_WORKLOAD, batch.workload().toString());
            }
            out.writeString(F_NODE, batch.node());
            out.writeSInt64(F_OBSERVED_AT_MS, batch.observedAt().toEpochMilli());
            for (Point point : batch.points()) {
                out.writeByteArray(F_POINT, encodePoint(point));
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static byte[] encodePoint(Point point) throws IOException {
        int size = CodedOutputStream.computeStringSize(F_POINT_METRIC, point.metric())
                + CodedOutputStream.computeDoubleSize(F_POINT_VALUE, point.value());
        for (Map.Entry<String, String> label : point.labels().entrySet()) {
            size += CodedOutputStream.computeStringSize(F_POINT_LABEL, label.getKey())
                    + CodedOutputStream.computeStringSize(F_POINT_LABEL, label.getValue());
        }
        byte[] bytes = new byte[size];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeString(F_POINT_METRIC, point.metric());
        for (Map.Entry<String, String> label : point.labels().entrySet()) {
            out.writeString(F_POINT_LABEL, label.getKey());
            out.writeString(F_POINT_LABEL, label.getValue());
        }
        out.writeDouble(F_POINT_VALUE, point.value());
        out.checkNoSpaceLeft();
        return bytes;
    }

    @Override
    public SampleBatch decode(byte[] bytes) {
        return decode(bytes, SampleBatchCodec::decodePoint);
    }

    /** How the next point is read. */
    interface PointReader {
        Point read(CodedInputStream in) throws IOException;
    }

    static SampleBatch decode(byte[] bytes, PointReader pointReader) {
        if (bytes == null) {
            throw new MalformedRecordException("empty record where a SampleBatch was expected");
        }
        try {
            return decode(CodedInputStream.newInstance(bytes), pointReader);
        } catch (IOException | IllegalArgumentException e) {
            throw new MalformedRecordException("not a SampleBatch of " + bytes.length + " bytes: " + e.getMessage(), e);
        }
    }

    /**
     * When an encoded batch was observed, without reading its points.
     *
     * @throws MalformedRecordException when the bytes do not say
     */
    public static long observedAtMillis(byte[] bytes) {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == F_OBSERVED_AT_MS) {
                    return in.readSInt64();
                }
                in.skipField(tag);
            }
        } catch (IOException e) {
            throw new MalformedRecordException("not a SampleBatch of " + bytes.length + " bytes: " + e.getMessage(), e);
        }
        throw new MalformedRecordException(
                "SampleBatch of " + bytes.length + " bytes does not say when it was observed");
    }

    private static SampleBatch decode(CodedInputStream in, PointReader pointReader) throws IOException {
        int version = 0;
        Target target = null;
        Target workload = null;
        String node = "";
        long observedAtMs = 0;
        List<Point> points = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case F_SCHEMA_VERSION -> version = in.readUInt32();
                case F_TARGET -> target = Target.parse(in.readString());
                case F_WORKLOAD -> workload = Target.parse(in.readString());
                case F_NODE -> node = in.readString();
                case F_OBSERVED_AT_MS -> observedAtMs = in.readSInt64();
                case F_POINT -> points.add(pointReader.read(in));
                default -> in.skipField(tag);
            }
        }
        if (version != SCHEMA_VERSION) {
            throw new MalformedRecordException(
                    "SampleBatch has schema version " + version + ", this release reads " + SCHEMA_VERSION);
        }
        return new SampleBatch(
                target, workload == null ? target : workload, node, Instant.ofEpochMilli(observedAtMs), points);
    }

    private static Point decodePoint(CodedInputStream in) throws IOException {
        int limit = in.pushLimit(in.readRawVarint32());
        Point point = decodeFields(in);
        in.popLimit(limit);
        return point;
    }

    /** Reads to the limit; fields that come twice count as they were last. */
    static Point decodeFields(CodedInputStream in) throws IOException {
        String metric = null;
        String label = null;
        Map<String, String> labels = null;
        double value = Double.NaN;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case F_POINT_METRIC -> metric = in.readString();
                case F_POINT_LABEL -> {
                    if (label == null) {
                        label = in.readString();
                    } else {
                        labels = labels == null ? new HashMap<>() : labels;
                        labels.put(label, in.readString());
                        label = null;
                    }
                }
                case F_POINT_VALUE -> value = in.readDouble();
                default -> in.skipField(tag);
            }
        }
        return new Point(metric, labels == null ? Map.of() : labels, value);
    }
}
