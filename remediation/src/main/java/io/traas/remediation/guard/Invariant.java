package io.traas.remediation.guard;

import io.traas.model.RemediationPlan;
import java.util.Map;
import java.util.TreeMap;

/** One thing that must hold before a plan may touch anything. Pure; named as in docs/guard.md. */
interface Invariant {

    Answer check(RemediationPlan plan, Footprint footprint, Facts facts);

    /** The name on the ledger. */
    default String name() {
        return getClass().getSimpleName();
    }

    /**
     * @param detail the numbers, for people, whether it holds or not
     * @param reason null when it holds
     * @param parameters of the reason
     */
    record Answer(String detail, Refusal reason, Map<String, String> parameters) {

        public Answer {
            parameters = Map.copyOf(parameters);
        }

        static Answer holds(String detail) {
            return new Answer(detail, null, Map.of());
        }

        static Answer broken(Refusal reason, String detail) {
            return new Answer(detail, reason, Map.of());
        }

        /** The same with one more parameter of the reason. */
        Answer with(String parameter, Object value) {
            Map<String, String> more = new TreeMap<>(parameters);
            more.put(parameter, String.valueOf(value));
            return new Answer(detail, reason, more);
        }

        boolean ok() {
            return reason == null;
        }
    }
}
