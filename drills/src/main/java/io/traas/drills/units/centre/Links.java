package io.traas.drills.units.centre;

import io.traas.drills.bank.wire.Form;
import io.traas.drills.bank.wire.HttpCall;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The network as one centre sees it. A link that is cut swallows what is sent: the caller waits in vain, as with a real
 * partition, and nothing that comes from there is heard. Thread-safe.
 */
final class Links {

    /** Names the sender in every message. */
    static final String VIA = "via";

    private final String self;
    private final Map<String, String> endpoints;
    private volatile Set<String> cut = Set.of();

    /** @param endpoints centre to {@code host:port}, this centre among them */
    Links(String self, Map<String, String> endpoints) {
        this.self = self;
        this.endpoints = Map.copyOf(endpoints);
    }

    List<String> others() {
        return endpoints.keySet().stream()
                .filter(name -> !name.equals(self))
                .sorted()
                .toList();
    }

    HttpCall post(String centre, String path, Form form, Duration timeout) throws IOException, InterruptedException {
        if (cut.contains(centre)) {
            Thread.sleep(timeout.toMillis());
            throw new IOException("no answer from " + centre + " within " + timeout);
        }
        return HttpCall.post(endpoints.get(centre), path, form.with(VIA, self), timeout);
    }

    /** Whether a message of this sender gets through. */
    boolean hears(String sender) {
        return !cut.contains(sender);
    }

    /** @param senders centres, and other senders by the name they give; replaces what was cut before */
    void cut(Set<String> senders) {
        cut = Set.copyOf(senders);
    }
}
