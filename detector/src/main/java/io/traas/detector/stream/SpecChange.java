package io.traas.detector.stream;

import io.traas.detector.stream.ends.RawRecord;
import io.traas.model.DetectorSpec;
import io.traas.model.signal.SpecCheck;
import io.traas.model.wire.MalformedRecordException;
import io.traas.model.wire.Topics;

/** An operator's word on one detector. @param spec null to go back to what is shipped */
public record SpecChange(String id, DetectorSpec spec) {

    /**
     * From a record of {@code traas.detectors}.
     *
     * @throws MalformedRecordException when it is no detector, or one that cannot work
     */
    public static SpecChange of(RawRecord record) {
        if (record.bytes() == null) {
            return new SpecChange(record.key(), null);
        }
        DetectorSpec spec = Topics.DETECTORS.codec().decode(record.bytes());
        SpecCheck.problem(spec).ifPresent(problem -> {
            throw new MalformedRecordException(problem);
        });
        return new SpecChange(spec.id(), spec);
    }
}
