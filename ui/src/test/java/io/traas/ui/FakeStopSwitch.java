package io.traas.ui;

import io.traas.ui.control.StopState;
import io.traas.ui.control.StopSwitch;
import java.util.Optional;

/** A switch that a test can put out of reach. */
public final class FakeStopSwitch implements StopSwitch {

    private volatile StopState state = new StopState(false, "traas", null, "created at start");
    private volatile boolean away;

    public void remove() {
        state = null;
    }

    public void away(boolean isAway) {
        away = isAway;
    }

    @Override
    public Optional<StopState> read() {
        reach();
        return Optional.ofNullable(state);
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
