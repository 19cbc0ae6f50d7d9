package io.traas.detector.testing;

import io.traas.detector.stream.ends.RawRecord;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;

/** Plays a list of records; remembers in checkpoints how far it came. */
public final class ScriptedSource {

    private ScriptedSource() {}

    public static Source<RawRecord, ?, ?> of(List<RawRecord> records, double perSecond) {
        List<RawRecord> script = new java.util.ArrayList<>(records);
        GeneratorFunction<Long, RawRecord> generator = index -> script.get(index.intValue());
        return new DataGeneratorSource<>(
                generator,
                script.size(),
                RateLimiterStrategy.perSecond(perSecond),
                TypeInformation.of(RawRecord.class));
    }
}
