package io.traas.ui.control;

/** The switch that all acting depends on. */
public interface StopSwitch {

    /** @throws SwitchUnreachableException when it cannot be read: then nothing is acted on either */
    StopState read();

    /** @throws SwitchUnreachableException when it could not be set */
    void set(StopState state);

    /** There is no cluster, the cluster does not answer, or it refuses. */
    final class SwitchUnreachableException extends RuntimeException {

        public SwitchUnreachableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
