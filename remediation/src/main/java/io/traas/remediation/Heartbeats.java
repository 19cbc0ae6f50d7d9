package io.traas.remediation;

import io.traas.model.Decision;
import io.traas.model.Ids;
import io.traas.model.LedgerEntry;
import java.time.Instant;

/** The sign of life that crosses the whole pipeline ends here, as an entry on the ledger. */
final class Heartbeats {

    static final String PREFIX = "heartbeat-";

    private Heartbeats() {}

    static boolean is(Decision decision) {
        return decision.id().startsWith(PREFIX) || decision.incidentId().startsWith(PREFIX);
    }

    /** The sequence number is the number at the end of the id; 0 when it has none. */
    static LedgerEntry.HeartbeatSeen seen(Decision decision, Instant now) {
        String id = decision.incidentId().startsWith(PREFIX) ? decision.incidentId() : decision.id();
        String digits = id.replaceAll("^.*?(\\d{0,18})$", "$1");
        long sequence = digits.isEmpty() ? 0 : Long.parseLong(digits);
        return new LedgerEntry.HeartbeatSeen(
                Ids.of("seen", decision.id()), decision.incidentId(), decision.id(), now, sequence);
    }
}
