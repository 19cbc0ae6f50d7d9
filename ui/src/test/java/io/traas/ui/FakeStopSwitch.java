package io.traas.ui;

import io.traas.model.StopOrder;
import io.traas.model.StopScope;
import io.traas.ui.control.StopSwitch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A switch that a test can put out of reach. */
public final class FakeStopSwitch implements StopSwitch {

    private static final String ALL = StopScope.ALL.key();

    private final Map<String, StopOrder> orders =
            new TreeMap<>(Map.of(ALL, new StopOrder(StopScope.ALL, false, "traas", null, "created at start", null)));
    private volatile boolean away;

    public synchronized void remove() {
        orders.clear();
    }

    public void away(boolean isAway) {
        away = isAway;
    }

    /** What it says about everything. */
    public StopOrder ofAll() {
        return read().get(0);
    }

    @Override
    public synchronized List<StopOrder> read() {
        reach();
        return List.copyOf(orders.values());
    }

    @Override
    public synchronized void set(StopOrder wanted) {
        reach();
        if (wanted.stopped() || wanted.scope().equals(StopScope.ALL)) {
            orders.put(wanted.scope().key(), wanted);
        } else {
            orders.remove(wanted.scope().key());
        }
    }

    private void reach() {
        if (away) {
            throw new SwitchUnreachableException("the cluster does not answer", null);
        }
    }
}
