package io.traas.drills.load;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the load generator knows.
 *
 * @param bank the bank's customers
 * @param partner the partner's
 * @param money whether it adds up
 * @param skipped requests not sent because too many were waiting for an answer
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LoadState(CustomerState bank, CustomerState partner, Money money, long skipped) {

    public LoadState {
        Objects.requireNonNull(bank, "bank");
        Objects.requireNonNull(partner, "partner");
        Objects.requireNonNull(money, "money");
    }

    /** When the bank's customers first began to suffer after this instant. */
    public Optional<Instant> effectiveSince(Instant since) {
        return stampsSince(since).stream()
                .filter(stamp -> stamp.kind() == Stamp.Kind.EFFECTIVE)
                .findFirst()
                .map(stamp -> Instant.ofEpochMilli(stamp.atMillis()));
    }

    /** Since when the bank's customers are well, if they suffered after this instant and are well now. */
    public Optional<Instant> recoveredSince(Instant since) {
        List<Stamp> stamps = stampsSince(since);
        Optional<Stamp> last = stamps.isEmpty() ? Optional.empty() : Optional.of(stamps.get(stamps.size() - 1));
        return last.filter(stamp -> stamp.kind() == Stamp.Kind.RECOVERED)
                .map(stamp -> Instant.ofEpochMilli(stamp.atMillis()));
    }

    private List<Stamp> stampsSince(Instant since) {
        return bank.stamps().stream()
                .filter(stamp -> stamp.atMillis() >= since.toEpochMilli())
                .toList();
    }
}
