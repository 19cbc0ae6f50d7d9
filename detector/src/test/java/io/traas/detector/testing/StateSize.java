package io.traas.detector.testing;

import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;

/** How many entries of keyed state an operator holds. */
public final class StateSize {

    private StateSize() {}

    public static int of(KeyedBroadcastOperatorTestHarness<?, ?, ?, ?> harness) {
        AbstractStreamOperator<?> operator = (AbstractStreamOperator<?>) harness.getOperator();
        HeapKeyedStateBackend<?> backend = (HeapKeyedStateBackend<?>) operator.getKeyedStateBackend();
        return backend.numKeyValueStateEntries();
    }
}
