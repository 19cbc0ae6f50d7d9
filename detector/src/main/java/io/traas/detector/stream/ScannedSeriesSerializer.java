package io.traas.detector.stream;

import io.traas.detector.scan.ScannedSeries;
import io.traas.detector.scan.ScannedSeriesCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Keeps scanned series as live objects on the heap and as few bytes everywhere else. */
public final class ScannedSeriesSerializer extends TypeSerializerSingleton<ScannedSeries> {

    private static final long serialVersionUID = 1;

    static final ScannedSeriesSerializer INSTANCE = new ScannedSeriesSerializer();

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public ScannedSeries createInstance() {
        return null;
    }

    @Override
    public ScannedSeries copy(ScannedSeries from) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(4_096);
            ScannedSeriesCodec.write(from, new DataOutputStream(bytes));
            return ScannedSeriesCodec.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        } catch (IOException e) {
            throw new UncheckedIOException("copying in memory failed", e);
        }
    }

    @Override
    public ScannedSeries copy(ScannedSeries from, ScannedSeries reuse) {
        return copy(from);
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(ScannedSeries series, DataOutputView target) throws IOException {
        ScannedSeriesCodec.write(series, target);
    }

    @Override
    public ScannedSeries deserialize(DataInputView source) throws IOException {
        return ScannedSeriesCodec.read(source);
    }

    @Override
    public ScannedSeries deserialize(ScannedSeries reuse, DataInputView source) throws IOException {
        return ScannedSeriesCodec.read(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public TypeSerializerSnapshot<ScannedSeries> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The bytes carry their own version; this only says which serializer wrote them. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ScannedSeries> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
