package io.traas.ui.control;

import java.util.Optional;

/** The switch that all acting depends on. Nothing is acted on unless it can be read and allows it. */
public interface StopSwitch {

    /**
     * @return empty when there is no switch, or none that says run or stop
     * @throws SwitchUnreachableException when it cannot be read
     */
    Optional<StopState> read();

    /** @throws SwitchUnreachableException when it could not be set */
    void set(StopState state);

    /** There is no cluster, the cluster does not answer, or it refuses. */
    final class SwitchUnreachableException extends RuntimeException {

        public SwitchUnreachableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
