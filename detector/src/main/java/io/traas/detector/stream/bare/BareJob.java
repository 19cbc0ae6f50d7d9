package io.traas.detector.stream.bare;

import io.traas.detector.DetectorJobMain;
import io.traas.detector.DetectorJobMain.Plan;
import io.traas.detector.stream.Progress;
import io.traas.detector.stream.ends.EventTime;
import io.traas.detector.stream.ends.KafkaEnds;
import io.traas.detector.stream.ends.RawRecord;
import io.traas.detector.stream.setup.JobSetup;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What the detector's job is measured against: reads scrapes, sends each to the slot of its target and writes it to another
 * topic, and knows nothing of what it carries. Takes the settings of {@link DetectorJobMain}.
 */
public final class BareJob {

    /** Where the copies go. */
    public static final String TOPIC = "traas.bench-copies";

    private BareJob() {}

    public static void main(String[] arguments) throws Exception {
        Plan plan = Plan.from(DetectorJobMain.settings(arguments));
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(plan.setup().configuration());
        env.setParallelism(plan.setup().parallelism());
        Properties producer = plan.kafka().properties("bare");
        producer.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        env.fromSource(
                        new KafkaEnds(plan.kafka()).metrics(),
                        EventTime.ofScrapes(
                                plan.config().lateness(), plan.config().idleAfter()),
                        "metrics",
                        TypeInformation.of(RawRecord.class))
                .keyBy(RawRecord::key)
                .process(new Counted())
                .sinkTo(KafkaSink.<RawRecord>builder()
                        .setKafkaProducerConfig(producer)
                        .setRecordSerializer(new Copied())
                        .build());
        env.execute(JobSetup.JOB_NAME);
    }

    private static final class Counted extends KeyedProcessFunction<String, RawRecord, RawRecord> {

        private transient LongCounter scrapes;

        @Override
        public void open(OpenContext context) {
            scrapes = new LongCounter();
            getRuntimeContext().addAccumulator(Progress.SCRAPES, scrapes);
        }

        @Override
        public void processElement(RawRecord record, Context context, Collector<RawRecord> out) {
            scrapes.add(1);
            out.collect(record);
        }
    }

    private static final class Copied implements KafkaRecordSerializationSchema<RawRecord> {

        @Override
        public ProducerRecord<byte[], byte[]> serialize(RawRecord record, KafkaSinkContext context, Long timestamp) {
            return new ProducerRecord<>(TOPIC, record.key().getBytes(StandardCharsets.UTF_8), record.bytes());
        }
    }
}
