package io.traas.ui.control;

import io.traas.model.StopOrder;
import java.util.List;

/** The switch that all acting depends on. Nothing is acted on unless it can be read and allows it. */
public interface StopSwitch {

    /**
     * @return first the order about everything, then those about a part; empty when there is no switch
     * @throws SwitchUnreachableException when it cannot be read, or says what nobody understands
     */
    List<StopOrder> read();

    /** @throws SwitchUnreachableException when it could not be set */
    void set(StopOrder order);

    /** There is no cluster, the cluster does not answer, or it refuses. */
    final class SwitchUnreachableException extends RuntimeException {

        public SwitchUnreachableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
