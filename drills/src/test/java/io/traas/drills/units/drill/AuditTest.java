package io.traas.drills.units.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.drills.bank.wire.Entry;
import io.traas.drills.bank.wire.Form;
import io.traas.drills.units.replica.LogEntry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditTest {

    private static final Entry FIRST = new Entry(1, 3, 4, 50);
    private static final Entry SECOND = new Entry(2, 5, 6, 60);
    private static final LogEntry BARRIER = new LogEntry(1, 1, null);
    private static final List<LogEntry> LOG = List.of(BARRIER, new LogEntry(1, 2, FIRST), new LogEntry(1, 3, SECOND));

    private final Books books = new Books();

    private void receipt(Entry payment, long position, long epoch, String leader) {
        if (books.order(payment.id()) == null) {
            books.ordered("u1", payment);
        }
        books.acknowledged(
                "u1",
                payment,
                Form.EMPTY
                        .with("position", position)
                        .with("epoch", epoch)
                        .with("leader", leader)
                        .with("under", epoch));
    }

    private Audit audit(List<LogEntry> a1, List<LogEntry> b1) {
        return Audit.of(books, Map.of("u1", Map.of("a1", a1, "b1", b1)));
    }

    @Test
    void receipts_that_are_in_every_log_at_their_place_are_clean() {
        receipt(FIRST, 2, 1, "a1");
        receipt(SECOND, 3, 1, "a1");

        assertThat(audit(LOG, LOG)).isEqualTo(new Audit(2, 0, 0, 0, List.of()));
    }

    @Test
    void a_receipt_whose_payment_is_missing_in_one_replica_is_lost() {
        receipt(FIRST, 2, 1, "a1");
        receipt(SECOND, 3, 1, "a1");

        Audit audit = audit(LOG, LOG.subList(0, 2));

        assertThat(audit.lost()).isEqualTo(1);
        assertThat(audit.findings()).anyMatch(finding -> finding.contains("replicas of u1 differ"));
    }

    @Test
    void a_payment_at_two_places_is_doubled() {
        receipt(FIRST, 2, 1, "a1");
        List<LogEntry> twice = List.of(BARRIER, new LogEntry(1, 2, FIRST), new LogEntry(1, 3, FIRST));

        assertThat(audit(twice, twice).doubled()).isEqualTo(1);
    }

    @Test
    void two_leaders_in_one_epoch_and_two_receipts_for_one_place_are_a_split_brain() {
        receipt(FIRST, 2, 1, "a1");
        receipt(SECOND, 2, 1, "b1");

        assertThat(audit(LOG, LOG).splitBrain()).isEqualTo(2);
    }

    @Test
    void a_payment_nobody_ordered_is_found() {
        receipt(FIRST, 2, 1, "a1");

        assertThat(audit(LOG, LOG).findings()).anyMatch(finding -> finding.contains("payment 2"));
    }
}
