package io.traas.detector.stream;

import io.traas.model.DetectorSpec;

/** An operator's word on one detector. @param spec null to go back to what is shipped */
public record SpecChange(String id, DetectorSpec spec) {}
