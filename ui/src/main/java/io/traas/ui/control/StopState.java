package io.traas.ui.control;

import java.time.Instant;

/** Where the switch stands and who put it there; who, when and why are null when nobody ever touched it. */
public record StopState(boolean stopped, String by, Instant at, String reason) {

    public static final StopState NEVER_TOUCHED = new StopState(false, null, null, null);
}
