package io.traas.detector.stream;

import io.traas.model.Target;

/** The platform's own sign of life on its way through the job. */
public record Heartbeat(Target target, long sequence) {}
