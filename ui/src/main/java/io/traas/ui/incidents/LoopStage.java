package io.traas.ui.incidents;

/** How far an incident has come round the loop. */
public enum LoopStage {
    DETECT,
    DIAGNOSE,
    DECIDE,
    ACT,
    VERIFY,
    CLOSED
}
