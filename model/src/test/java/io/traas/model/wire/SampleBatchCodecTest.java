package io.traas.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Samples;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SampleBatchCodecTest {

    private final SampleBatchCodec codec = new SampleBatchCodec();
    private final SampleBatchReader reader = new SampleBatchReader();

    @Property(tries = 200)
    void batches_come_back_as_they_went(@ForAll("batches") SampleBatch batch) {
        assertThat(codec.decode(codec.encode(batch))).isEqualTo(batch);
    }

    @Property(tries = 500)
    void any_bytes_are_a_batch_or_a_clear_refusal(@ForAll byte[] bytes) {
        try {
            codec.decode(bytes);
        } catch (MalformedRecordException e) {
            assertThat(e.getMessage()).contains("SampleBatch");
        }
    }

    @Property(tries = 200)
    void a_cut_batch_never_ends_in_another_exception(@ForAll("batches") SampleBatch batch, @ForAll int cut) {
        byte[] bytes = codec.encode(batch);
        byte[] shorter = java.util.Arrays.copyOf(bytes, Math.floorMod(cut, bytes.length));
        try {
            codec.decode(shorter);
        } catch (MalformedRecordException e) {
            assertThat(e.getMessage()).contains("SampleBatch");
        }
    }

    @Property(tries = 200)
    void a_reader_reads_the_same_however_often_it_has_seen_it(@ForAll("batches") SampleBatch batch) {
        byte[] bytes = codec.encode(batch);

        assertThat(reader.decode(bytes)).isEqualTo(batch);
        assertThat(reader.decode(bytes)).isEqualTo(batch);
    }

    @Property(tries = 1_000)
    void a_reader_reads_what_the_codec_reads_whatever_was_changed_on_the_way(
            @ForAll("batches") SampleBatch batch, @ForAll int at, @ForAll byte flipped) {
        byte[] bytes = codec.encode(batch);
        reader.decode(bytes);
        bytes[Math.floorMod(at, bytes.length)] = flipped;

        assertThat(outcome(() -> reader.decode(bytes))).isEqualTo(outcome(() -> codec.decode(bytes)));
    }

    @Test
    void a_reader_is_not_taken_in_by_text_that_looks_like_a_value() {
        String looksLikeAValue = "x" + (char) 0x19 + "12345678";
        List<SampleBatch> batches = Stream.of(looksLikeAValue, looksLikeAValue + "9", "x")
                .map(label -> new SampleBatch(
                        Samples.POD,
                        Samples.SHOP,
                        "n1",
                        Samples.NOON,
                        List.of(new Point("hits", Map.of("code", label), 4.5), new Point(label, Map.of(), Double.NaN))))
                .toList();
        for (SampleBatch batch : batches) {
            assertThat(reader.decode(codec.encode(batch))).isEqualTo(batch);
        }
    }

    @Test
    void a_reader_takes_the_last_value_where_there_are_two_and_none_where_there_is_none() {
        byte[] whole =
                codec.encode(new SampleBatch(Samples.POD, Samples.POD, "", Samples.NOON, List.of(Point.of("hits", 1))));
        byte[] point = {10, 4, 'h', 'i', 't', 's', 25, 0, 0, 0, 0, 0, 0, 0, 64, 25, 0, 0, 0, 0, 0, 0, 8, 64};
        for (int length : new int[] {6, 15, 24}) {
            byte[] bytes = Arrays.copyOf(whole, whole.length + 2 + length);
            bytes[whole.length] = 6 << 3 | 2;
            bytes[whole.length + 1] = (byte) length;
            System.arraycopy(point, 0, bytes, whole.length + 2, length);

            assertThat(reader.decode(bytes)).isEqualTo(codec.decode(bytes));
        }
    }

    @Test
    void a_reader_forgets_rather_than_to_grow_without_end() {
        for (int i = 0; i < 200; i++) {
            List<Point> points = new ArrayList<>();
            for (int j = 0; j < 1_000; j++) {
                points.add(new Point("hits", Map.of("id", i + "-" + j), j));
            }
            SampleBatch batch = new SampleBatch(Samples.POD, Samples.SHOP, "n1", Samples.NOON, points);
            assertThat(reader.decode(codec.encode(batch))).isEqualTo(batch);
        }
        assertThat(reader.remembered()).isLessThanOrEqualTo(1 << 16);
    }

    private static String outcome(Supplier<SampleBatch> decode) {
        try {
            return decode.get().toString();
        } catch (MalformedRecordException e) {
            return "refused";
        }
    }

    @Test
    void the_bytes_are_the_message_that_the_proto_file_describes() throws Exception {
        SampleBatch batch = new SampleBatch(
                Samples.POD, Samples.SHOP, "n1", Samples.NOON, List.of(new Point("hits", Map.of("code", "200"), 4.5)));

        DynamicMessage message = DynamicMessage.parseFrom(descriptor(), codec.encode(batch));

        Descriptor type = message.getDescriptorForType();
        assertThat(message.getUnknownFields().asMap()).isEmpty();
        assertThat(message.getField(type.findFieldByName("schema_version"))).isEqualTo(1);
        assertThat(message.getField(type.findFieldByName("target"))).isEqualTo(Samples.POD.toString());
        assertThat(message.getField(type.findFieldByName("workload"))).isEqualTo(Samples.SHOP.toString());
        assertThat(message.getField(type.findFieldByName("observed_at_ms"))).isEqualTo(Samples.NOON.toEpochMilli());
        DynamicMessage point = (DynamicMessage) ((List<?>) message.getField(type.findFieldByName("points"))).get(0);
        Descriptor pointType = point.getDescriptorForType();
        assertThat(point.getField(pointType.findFieldByName("label"))).isEqualTo(List.of("code", "200"));
        assertThat(point.getField(pointType.findFieldByName("value"))).isEqualTo(4.5);
    }

    @Test
    void another_version_is_refused() {
        assertThatThrownBy(() -> codec.decode(new byte[] {8, 9}))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("SampleBatch has schema version 9, this release reads 1");
    }

    @Provide
    Arbitrary<SampleBatch> batches() {
        Arbitrary<Map<String, String>> labels = Arbitraries.maps(
                        Arbitraries.strings().ofMaxLength(5),
                        Arbitraries.strings().ofMaxLength(5))
                .ofMaxSize(4);
        Arbitrary<Double> values = Arbitraries.oneOf(
                Arbitraries.doubles(),
                Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0));
        Arbitrary<Point> points = Combinators.combine(
                        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(20), labels, values)
                .as(Point::new);
        return Combinators.combine(
                        points.list().ofMaxSize(8), Arbitraries.longs().between(0, 4_000_000_000_000L))
                .as((list, at) -> new SampleBatch(Samples.POD, Samples.SHOP, "n1", Instant.ofEpochMilli(at), list));
    }

    /** The text of sample_batch.proto, said again to the library. */
    private static Descriptor descriptor() throws Exception {
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setName("sample_batch.proto")
                .setSyntax("proto3")
                .addMessageType(DescriptorProto.newBuilder()
                        .setName("SampleBatch")
                        .addField(field("schema_version", 1, Type.TYPE_UINT32, Label.LABEL_OPTIONAL))
                        .addField(field("target", 2, Type.TYPE_STRING, Label.LABEL_OPTIONAL))
                        .addField(field("workload", 3, Type.TYPE_STRING, Label.LABEL_OPTIONAL))
                        .addField(field("node", 4, Type.TYPE_STRING, Label.LABEL_OPTIONAL))
                        .addField(field("observed_at_ms", 5, Type.TYPE_SINT64, Label.LABEL_OPTIONAL))
                        .addField(field("points", 6, Type.TYPE_MESSAGE, Label.LABEL_REPEATED).toBuilder()
                                .setTypeName("Point")))
                .addMessageType(DescriptorProto.newBuilder()
                        .setName("Point")
                        .addField(field("metric", 1, Type.TYPE_STRING, Label.LABEL_OPTIONAL))
                        .addField(field("label", 2, Type.TYPE_STRING, Label.LABEL_REPEATED))
                        .addField(field("value", 3, Type.TYPE_DOUBLE, Label.LABEL_OPTIONAL)))
                .build();
        return FileDescriptor.buildFrom(file, new FileDescriptor[0]).findMessageTypeByName("SampleBatch");
    }

    private static FieldDescriptorProto field(String name, int number, Type type, Label label) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(label)
                .build();
    }
}
