package io.traas.ui.control;

import java.time.Instant;

/** Where the switch stands and who put it there; {@code at} is null when it does not say. */
public record StopState(boolean stopped, String by, Instant at, String reason) {}
