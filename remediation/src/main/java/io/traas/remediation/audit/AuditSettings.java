package io.traas.remediation.audit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * @param every how often a checkpoint is published while entries are written
 * @param file where checkpoints are kept besides the topic, one JSON object a line
 */
public record AuditSettings(Duration every, Optional<Path> file, Signer signer) {}
