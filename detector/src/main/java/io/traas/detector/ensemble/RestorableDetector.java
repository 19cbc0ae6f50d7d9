package io.traas.detector.ensemble;

/** A detector of one series that says why, and that goes on after a restart as if there had been none. Not thread-safe. */
public interface RestorableDetector extends SeriesDetector {

    /** Whether what was last notified still lasts. */
    boolean isOpen();

    /**
     * How far the last point was from what was expected of it, signed, in scales of its usual errors; NaN where that is
     * not known.
     */
    double deviation();

    /** Why the last point got its score, as one sentence; made when asked for. */
    String because();

    /** What people's feedback shifts; part of the state. */
    Lenience lenience();

    /** All of the state, its version in front: whoever restores it learns nothing again. */
    byte[] snapshot();
}
