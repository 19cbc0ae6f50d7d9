package io.traas.ui;

import io.traas.ui.control.StopState;
import io.traas.ui.control.StopSwitch;

/** A switch that a test can put out of reach. */
public final class FakeStopSwitch implements StopSwitch {

    private volatile StopState state = StopState.NEVER_TOUCHED;
    private volatile boolean away;

    public void away(boolean isAway) {
        away = isAway;
    }

    @Override
    public StopState read() {
        reach();
        return state;
    }

    @Override
    public void set(StopState wanted) {
        reach();
        state = wanted;
    }

    private void reach() {
        if (away) {
            throw new SwitchUnreachableException("the cluster does not answer", null);
        }
    }
}
