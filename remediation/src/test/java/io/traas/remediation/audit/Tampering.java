package io.traas.remediation.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Ways to falsify a ledger, each at one position; what a finding has to name is told with the result. */
enum Tampering {
    FLIP_A_BYTE {
        @Override
        Falsified apply(List<byte[]> ledger, int at, Random random) {
            byte[] record = ledger.get(at).clone();
            record[random.nextInt(record.length)] ^= (byte) (1 << random.nextInt(7));
            return replaced(ledger, at, record);
        }
    },
    WRITE_ANEW {
        @Override
        Falsified apply(List<byte[]> ledger, int at, Random random) {
            Link link = Link.of(ledger.get(at)).orElseThrow();
            byte[] forged =
                    Link.append(entry("forged " + random.nextLong()), link.sequence(), link.epoch(), link.previous());
            return replaced(ledger, at, forged);
        }
    },
    REMOVE {
        @Override
        Falsified apply(List<byte[]> ledger, int at, Random random) {
            List<byte[]> records = new ArrayList<>(ledger);
            records.remove(at);
            // Of the last one only the end is left to be named.
            return new Falsified(records, List.of(Math.min(at, records.size() - 1)));
        }
    },
    COPY {
        @Override
        Falsified apply(List<byte[]> ledger, int at, Random random) {
            int from = random.nextInt(ledger.size());
            Falsified copied = inserted(ledger, at, ledger.get(from));
            // Of two equal neighbours nobody can say which of them is the copy.
            return from == at || from == at - 1 ? new Falsified(copied.records(), List.of(from, from + 1)) : copied;
        }
    },
    INSERT_UNLINKED {
        @Override
        Falsified apply(List<byte[]> ledger, int at, Random random) {
            return inserted(ledger, at, entry("foreign " + random.nextLong()));
        }
    },
    INSERT_FORGED {
        @Override
        Falsified apply(List<byte[]> ledger, int at, Random random) {
            Link link = Link.of(ledger.get(at)).orElseThrow();
            return inserted(
                    ledger,
                    at,
                    Link.append(entry("forged " + random.nextLong()), link.sequence(), link.epoch(), link.previous()));
        }
    },
    SWAP {
        @Override
        Falsified apply(List<byte[]> ledger, int at, Random random) {
            int other = at == 0 ? 1 + random.nextInt(ledger.size() - 1) : random.nextInt(at);
            List<byte[]> records = new ArrayList<>(ledger);
            records.set(at, ledger.get(other));
            records.set(other, ledger.get(at));
            // Of two neighbours nobody can say which of them moved.
            return new Falsified(records, List.of(at, other));
        }
    };

    /** @param positions one of them has to be named, counted from 0 in {@code records} */
    record Falsified(List<byte[]> records, List<Integer> positions) {}

    abstract Falsified apply(List<byte[]> ledger, int at, Random random);

    private static Falsified replaced(List<byte[]> ledger, int at, byte[] record) {
        List<byte[]> records = new ArrayList<>(ledger);
        records.set(at, record);
        return new Falsified(records, List.of(at));
    }

    private static Falsified inserted(List<byte[]> ledger, int at, byte[] record) {
        List<byte[]> records = new ArrayList<>(ledger);
        records.add(at, record);
        return new Falsified(records, List.of(at));
    }

    /** A ledger of so many entries, a new writer every thousand, after so many from before the chain. */
    static List<byte[]> ledger(int unchained, int entries) {
        List<byte[]> records = new ArrayList<>();
        Chain chain = Chain.EMPTY;
        for (int i = 0; i < unchained + entries; i++) {
            byte[] record = i < unchained ? entry("old " + i) : chain.link(entry("new " + i), 1 + i / 1_000);
            records.add(record);
            chain = chain.after(record);
        }
        return records;
    }

    static byte[] entry(String what) {
        return ("{\"schemaVersion\":1,\"type\":\"Escalated\",\"id\":\"e\",\"incidentId\":\"inc-1\",\"planId\":\"plan-1\","
                        + "\"at\":\"2026-09-01T12:00:00Z\",\"why\":\"" + what + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
