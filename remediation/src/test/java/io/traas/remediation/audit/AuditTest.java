package io.traas.remediation.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.AuditCheckpoint;
import io.traas.model.LedgerEntry;
import io.traas.model.wire.Topics;
import io.traas.remediation.audit.Finding.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AuditTest {

    private static final Instant NOON = Instant.parse("2026-09-01T12:00:00Z");

    private static Audit.Report audit(List<byte[]> records, AuditCheckpoint... checkpoints) {
        Audit audit = new Audit();
        for (int i = 0; i < records.size(); i++) {
            audit.add(new LedgerLine(i, records.get(i)));
        }
        return audit.conclude(List.of(checkpoints), checkpoint -> true);
    }

    private static AuditCheckpoint checkpointAt(List<byte[]> records, int place) {
        Link link = Link.of(records.get(place)).orElseThrow();
        return new AuditCheckpoint(link.sequence(), link.hash(), link.epoch(), NOON, "");
    }

    @Property(tries = 50)
    void an_untouched_ledger_is_clean(
            @ForAll @IntRange(max = 5) int unchained, @ForAll @IntRange(max = 300) int entries) {
        List<byte[]> ledger = Tampering.ledger(unchained, entries);
        Audit.Report report = audit(ledger);
        assertThat(report.findings()).isEmpty();
        assertThat(report.unchained()).isEqualTo(unchained);
        assertThat(report.entries()).isEqualTo(entries);
    }

    @Property(tries = 1_000)
    void every_way_to_tamper_is_found_at_its_position(
            @ForAll Tampering way,
            @ForAll @IntRange(max = 3) int unchained,
            @ForAll @IntRange(min = 3, max = 60) int entries,
            @ForAll long seed) {
        Random random = new Random(seed);
        List<byte[]> ledger = Tampering.ledger(unchained, entries);
        Tampering.Falsified falsified = way.apply(ledger, unchained + random.nextInt(entries), random);
        Audit.Report report = audit(falsified.records(), checkpointAt(ledger, ledger.size() - 1));
        assertThat(report.findings().stream().map(Finding::place).map(Long::intValue))
                .as("%s of position %s: %s", way, falsified.positions(), report.findings())
                .containsAnyElementsOf(falsified.positions());
    }

    @Property(tries = 200)
    void an_edit_of_what_lay_before_the_chain_is_found(
            @ForAll @IntRange(min = 1, max = 9) int unchained, @ForAll long seed) {
        Random random = new Random(seed);
        List<byte[]> ledger = new ArrayList<>(Tampering.ledger(unchained, 5));
        ledger.get(random.nextInt(unchained))[20] ^= 1;
        assertThat(audit(ledger).findings()).extracting(Finding::kind).containsExactly(Kind.PREFIX_CHANGED);
    }

    @Property(tries = 200)
    void a_missing_end_is_found_by_a_checkpoint_and_a_new_end_too(
            @ForAll @IntRange(min = 2, max = 50) int entries, @ForAll long seed) {
        int kept = 1 + new Random(seed).nextInt(entries - 1);
        List<byte[]> ledger = Tampering.ledger(2, entries);
        List<byte[]> cut = new ArrayList<>(ledger.subList(0, 2 + kept));
        AuditCheckpoint last = checkpointAt(ledger, ledger.size() - 1);
        Audit.Report report = audit(cut, last);
        assertThat(report.findings()).extracting(Finding::kind).containsExactly(Kind.TRUNCATED);
        assertThat(report.findings().get(0).text()).startsWith((entries - kept) + " entries are missing");

        Chain chain = Chain.EMPTY;
        for (byte[] record : cut) {
            chain = chain.after(record);
        }
        while (cut.size() < ledger.size()) {
            byte[] other = chain.link(Tampering.entry("other history " + cut.size()), 1);
            cut.add(other);
            chain = chain.after(other);
        }
        assertThat(audit(cut).clean())
                .as("without a checkpoint nobody can tell")
                .isTrue();
        assertThat(audit(cut, last).findings()).extracting(Finding::kind).containsExactly(Kind.FORKED);
    }

    @Test
    void a_ledger_stripped_of_its_chain_contradicts_its_checkpoints() {
        List<byte[]> ledger = Tampering.ledger(0, 4);
        Audit.Report report = audit(List.of(Tampering.entry("a"), Tampering.entry("b")), checkpointAt(ledger, 3));
        assertThat(report.findings()).extracting(Finding::kind).containsExactly(Kind.TRUNCATED);
        assertThat(report.unchained()).isEqualTo(2);
    }

    @Test
    void what_happened_is_told_apart() {
        List<byte[]> ledger = Tampering.ledger(0, 2_500);
        assertThat(kinds(Tampering.REMOVE, ledger, 7)).containsExactly(Kind.REMOVED);
        assertThat(kinds(Tampering.INSERT_UNLINKED, ledger, 7)).containsExactly(Kind.INSERTED);
        assertThat(kinds(Tampering.INSERT_FORGED, ledger, 7)).containsExactly(Kind.INSERTED);
        assertThat(kinds(Tampering.WRITE_ANEW, ledger, 7)).containsExactly(Kind.EDITED);
        assertThat(kinds(Tampering.SWAP, ledger, 2_000))
                .contains(Kind.REORDERED)
                .doesNotContain(Kind.REMOVED);
    }

    private static List<Kind> kinds(Tampering way, List<byte[]> ledger, int at) {
        return audit(way.apply(ledger, at, new Random(1)).records()).findings().stream()
                .map(Finding::kind)
                .distinct()
                .toList();
    }

    @Test
    void a_writer_that_was_fenced_off_is_named() {
        byte[] first = Chain.EMPTY.link(Tampering.entry("of the new one"), 2);
        byte[] second = Chain.EMPTY.after(first).link(Tampering.entry("of the old one"), 1);
        assertThat(audit(List.of(first, second)).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.STALE_WRITER);
            assertThat(finding.place()).isEqualTo(1);
        });
    }

    @Test
    void a_checkpoint_without_its_signature_counts_for_nothing() {
        List<byte[]> ledger = Tampering.ledger(0, 3);
        Audit audit = new Audit();
        audit.add(new LedgerLine(0, ledger.get(0)));
        Audit.Report report = audit.conclude(List.of(checkpointAt(ledger, 2)), checkpoint -> false);
        assertThat(report.findings()).extracting(Finding::kind).containsExactly(Kind.CHECKPOINT);
        assertThat(report.covered()).isZero();
    }

    @Test
    void where_a_checkpoint_should_be_none_is_a_finding() {
        Audit audit = new Audit();
        Tampering.ledger(0, 1).forEach(record -> audit.add(new LedgerLine(0, record)));
        audit.requireCheckpoint();

        assertThat(audit.conclude(List.of(), checkpoint -> true).findings())
                .extracting(Finding::kind)
                .containsExactly(Kind.CHECKPOINT);
    }

    @Test
    void checkpoints_from_before_there_was_a_key_are_not_held_against_the_ledger_later_ones_are() {
        List<byte[]> ledger = Tampering.ledger(0, 3);
        AuditCheckpoint before = checkpointAt(ledger, 0);
        AuditCheckpoint signed = new AuditCheckpoint(1, checkpointAt(ledger, 1).hash(), 1, NOON, "signed");

        assertThat(signedOnly(ledger, before, signed).findings()).isEmpty();
        assertThat(signedOnly(ledger, signed, before).findings())
                .extracting(Finding::kind)
                .containsExactly(Kind.CHECKPOINT);
    }

    private static Audit.Report signedOnly(List<byte[]> records, AuditCheckpoint... checkpoints) {
        Audit audit = new Audit();
        for (int i = 0; i < records.size(); i++) {
            audit.add(new LedgerLine(i, records.get(i)));
        }
        return audit.conclude(
                List.of(checkpoints), checkpoint -> checkpoint.signature().equals("signed"));
    }

    @Test
    void a_record_that_is_no_checkpoint_is_named_and_the_others_count() {
        List<byte[]> ledger = Tampering.ledger(0, 2);
        Audit audit = new Audit();
        for (int i = 0; i < ledger.size(); i++) {
            audit.add(new LedgerLine(i, ledger.get(i)));
        }
        audit.addUnreadableCheckpoint("checkpoint 4 cannot be read: no JSON");

        Audit.Report report = audit.conclude(List.of(checkpointAt(ledger, 1)), checkpoint -> true);

        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.CHECKPOINT);
            assertThat(finding.text()).contains("checkpoint 4");
        });
        assertThat(report.covered()).isEqualTo(2);
    }

    @Test
    void readers_of_entries_pass_over_the_link() {
        LedgerEntry entry = new LedgerEntry.Escalated("e", "inc-1", "plan-1", NOON, "why");
        byte[] linked = Chain.EMPTY.link(Topics.LEDGER.codec().encode(entry), 3);
        assertThat(Topics.LEDGER.codec().decode(linked)).isEqualTo(entry);
    }
}
