package io.traas.remediation.audit;

import io.traas.model.AuditCheckpoint;
import io.traas.remediation.audit.Finding.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Checks a ledger, record by record from its beginning, against its own chain and against checkpoints. An edit breaks
 * the hash of the record; a record written anew with a hash that fits breaks the link of the next one; a rewritten or
 * missing end contradicts a checkpoint. What came after the newest checkpoint is only as safe as the ledger itself.
 *
 * <p>Keeps some 300 bytes for each record. For one thread.
 */
public final class Audit {

    /** @param link null when the record carries none; @param computed what its hash has to be, empty without a link */
    private record Entry(long place, Link link, String computed) {

        boolean sound() {
            return link != null && link.hash().equals(computed);
        }

        long sequence() {
            return link.sequence();
        }
    }

    /**
     * @param unchained records from before the chain began, which it seals as a whole
     * @param entries records since
     * @param checkpoints how many it was compared with
     * @param newest when the newest checkpoint was taken; null without one
     * @param covered entries up to the newest checkpoint
     * @param findings by place, empty when nothing is wrong
     */
    public record Report(
            long unchained, long entries, int checkpoints, Instant newest, long covered, List<Finding> findings) {
        public Report {
            findings = List.copyOf(findings);
        }

        public boolean clean() {
            return findings.isEmpty();
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<Long, Entry> bySequence = new HashMap<>();

    /** Records from before the chain: where each lies, and what the chain would have sealed had it begun behind it. */
    private final List<Long> unchainedPlaces = new ArrayList<>();

    private final List<Chain> seals = new ArrayList<>(List.of(Chain.EMPTY));
    private final List<String> unreadable = new ArrayList<>();
    private boolean checkpointNeeded;

    /** Call for each record, in the order they lie in. */
    public void add(LedgerLine line) {
        Link link = Link.of(line.bytes()).orElse(null);
        if (link == null && entries.isEmpty() && !Link.isDamaged(line.bytes())) {
            unchainedPlaces.add(line.place());
            seals.add(lastSeal().after(line.bytes()));
            return;
        }
        entries.add(new Entry(line.place(), link, link == null ? "" : Link.hashOf(line.bytes())));
    }

    /** A record among the checkpoints that is none. @param why for people */
    public void addUnreadableCheckpoint(String why) {
        unreadable.add(why);
    }

    /** Without one that counts the ledger is not clean: whoever took them away could have cut off its end as well. */
    public void requireCheckpoint() {
        checkpointNeeded = true;
    }

    /** Call once, when all were added. @param genuine whether a checkpoint bears the signature it should */
    public Report conclude(List<AuditCheckpoint> checkpoints, Predicate<AuditCheckpoint> genuine) {
        List<Entry> claims = withoutRivals();
        Set<Entry> standing = new LinkedHashSet<>(Rising.longest(claims, Entry::sequence));
        claims.forEach(entry -> bySequence.put(entry.sequence(), entry));
        standing.forEach(entry -> bySequence.put(entry.sequence(), entry));
        for (Entry entry : claims) {
            if (bySequence.get(entry.sequence()) != entry) {
                find(entry, Kind.INSERTED, "entry " + entry.sequence() + " a second time");
            } else if (!standing.contains(entry)) {
                find(entry, Kind.REORDERED, "entry " + entry.sequence() + " does not belong here");
            }
        }
        gaps(standing);
        bySequence.values().forEach(this::neighbours);
        List<AuditCheckpoint> valid = checkpoints.stream().filter(genuine).toList();
        onCheckpoints(checkpoints, valid);
        against(valid);
        findings.sort(Comparator.comparingLong(Finding::place));
        AuditCheckpoint newest = valid.stream()
                .max(Comparator.comparingLong(AuditCheckpoint::sequence))
                .orElse(null);
        return new Report(
                unchainedPlaces.size(),
                entries.size(),
                valid.size(),
                newest == null ? null : newest.at(),
                newest == null ? 0 : newest.sequence() + 1,
                findings);
    }

    private void onCheckpoints(List<AuditCheckpoint> all, List<AuditCheckpoint> valid) {
        unreadable.forEach(why -> findings.add(new Finding(lastPlace(), Kind.CHECKPOINT, why + "; it is not counted")));
        // Those of before a key was set bear none.
        long unsigned = valid.isEmpty()
                ? 0
                : all.subList(0, all.indexOf(valid.get(0))).stream()
                        .filter(checkpoint -> checkpoint.signature().isEmpty())
                        .count();
        long invalid = all.size() - valid.size() - unsigned;
        if (invalid > 0) {
            findings.add(new Finding(
                    lastPlace(),
                    Kind.CHECKPOINT,
                    invalid + " of " + all.size()
                            + " checkpoints do not bear a valid signature; they are not counted"));
        }
        if (checkpointNeeded && valid.isEmpty() && !entries.isEmpty()) {
            findings.add(new Finding(
                    lastPlace(),
                    Kind.CHECKPOINT,
                    "there is no checkpoint that counts: a missing or rewritten end would not be seen"));
        }
    }

    /** Of different entries that claim one number the one counts that the next is linked to. */
    private List<Entry> withoutRivals() {
        Set<String> linkedTo = new HashSet<>();
        Map<Long, String> chosen = new HashMap<>();
        entries.stream()
                .filter(Entry::sound)
                .forEach(entry -> linkedTo.add(entry.link().previous()));
        entries.stream()
                .filter(Entry::sound)
                .forEach(entry -> chosen.merge(
                        entry.sequence(),
                        entry.computed(),
                        (first, second) -> linkedTo.contains(first) ? first : second));
        List<Entry> claims = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.sound() && entry.computed().equals(chosen.get(entry.sequence()))) {
                claims.add(entry);
            } else if (entry.sound()) {
                find(entry, Kind.INSERTED, "a second entry " + entry.sequence());
            }
        }
        return claims;
    }

    /** Between entries that stand where they should: damaged ones fill gaps in the numbers, the rest is missing. */
    private void gaps(Set<Entry> standing) {
        long expected = 0;
        List<Entry> damaged = new ArrayList<>();
        for (Entry entry : entries) {
            if (!entry.sound()) {
                damaged.add(entry);
            } else if (standing.contains(entry)) {
                gap(expected, entry, damaged);
                damaged.clear();
                expected = entry.sequence() + 1;
            }
        }
        damaged.forEach(entry -> damage(entry, entry.link() != null));
    }

    private void gap(long from, Entry next, List<Entry> damaged) {
        long open = next.sequence() - from;
        for (long number = from; open <= entries.size() && number < next.sequence(); number++) {
            open -= bySequence.containsKey(number) ? 1 : 0; // stands elsewhere
        }
        for (Entry entry : damaged) {
            damage(entry, entry.link() != null || open > 0);
            open--;
        }
        if (open > 0) {
            find(
                    next,
                    Kind.REMOVED,
                    open + (open == 1 ? " entry is" : " entries are") + " missing before entry " + next.sequence()
                            + ", between number " + from + " and " + (next.sequence() - 1));
        }
    }

    private void damage(Entry entry, boolean edited) {
        if (entry.link() == null) {
            find(
                    entry,
                    edited ? Kind.EDITED : Kind.INSERTED,
                    "carries no link: " + (edited ? "its end was changed" : "not written by the ledger's writer"));
        } else {
            find(entry, Kind.EDITED, "entry " + entry.sequence() + " does not have the hash it was written with");
        }
    }

    /** The first entry sealed what lay before it; whatever stands between the two was put there. */
    private void prefix(Entry first) {
        List<String> sealed = seals.stream().map(Chain::head).toList();
        int known = sealed.lastIndexOf(first.link().previous());
        if (known < 0) {
            find(
                    first,
                    Kind.PREFIX_CHANGED,
                    "the " + unchainedPlaces.size() + " records before the chain are not those that entry 0 sealed");
            return;
        }
        unchainedPlaces
                .subList(known, unchainedPlaces.size())
                .forEach(place -> findings.add(
                        new Finding(place, Kind.INSERTED, "carries no link: not written by the ledger's writer")));
    }

    private Chain lastSeal() {
        return seals.get(seals.size() - 1);
    }

    private void neighbours(Entry entry) {
        Entry before = bySequence.get(entry.sequence() - 1);
        if (entry.sequence() == 0) {
            prefix(entry);
        } else if (before != null
                && !entry.link().previous().equals(before.link().hash())) {
            find(
                    before,
                    Kind.EDITED,
                    "entry " + before.sequence() + " is not the one that entry " + entry.sequence()
                            + " was linked to: written anew");
        }
        if (before != null && before.link().epoch() > entry.link().epoch()) {
            find(
                    entry,
                    Kind.STALE_WRITER,
                    "entry " + entry.sequence() + " has epoch " + entry.link().epoch() + ", the one before it "
                            + before.link().epoch());
        }
    }

    private void against(List<AuditCheckpoint> checkpoints) {
        long last =
                bySequence.keySet().stream().mapToLong(Long::longValue).max().orElse(-1);
        long end = last + damagedAtEnd();
        checkpoints.stream()
                .max(Comparator.comparingLong(AuditCheckpoint::sequence))
                .filter(newest -> newest.sequence() > end)
                .ifPresent(newest -> findings.add(new Finding(
                        lastPlace(),
                        Kind.TRUNCATED,
                        (newest.sequence() - end) + " entries are missing at the end: a checkpoint of " + newest.at()
                                + " saw entry " + newest.sequence())));
        checkpoints.stream()
                .filter(checkpoint -> {
                    Entry entry = bySequence.get(checkpoint.sequence());
                    return entry != null && !entry.link().hash().equals(checkpoint.hash());
                })
                .min(Comparator.comparingLong(AuditCheckpoint::sequence))
                .ifPresent(first -> find(
                        Objects.requireNonNull(bySequence.get(first.sequence())),
                        Kind.FORKED,
                        "entry " + first.sequence() + " is not the one a checkpoint of " + first.at()
                                + " saw: it, or one before it, was written anew"));
    }

    private long damagedAtEnd() {
        long damaged = 0;
        for (int i = entries.size() - 1; i >= 0 && !entries.get(i).sound(); i--) {
            damaged++;
        }
        return damaged;
    }

    private long lastPlace() {
        return entries.isEmpty()
                ? unchainedPlaces.size()
                : entries.get(entries.size() - 1).place();
    }

    private void find(Entry entry, Kind kind, String text) {
        findings.add(new Finding(entry.place(), kind, text));
    }
}
