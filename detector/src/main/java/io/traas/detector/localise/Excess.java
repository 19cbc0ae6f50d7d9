package io.traas.detector.localise;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * By how much one node was slower, or failed more often, than it usually does.
 *
 * @param sigmas how unusual that is, in standard deviations beyond what was unusual before already; 0 or less is usual
 * @param amount how much of it there was: seconds that all requests together took longer, or additional failures. Amounts
 *     of callers and callees can be compared, deviations cannot
 * @param noise standard deviation of such an amount in ordinary operation: less cannot have been noticed here
 * @param onset index of the first row that stands out, -1 when none does
 * @param because a sentence without subject
 */
record Excess(Kind kind, double sigmas, double amount, double noise, int onset, String because) {

    /** Where sixty series are looked at, as in a middling call graph, chance and fat tails reach 3 now and then. */
    private static final double STANDS_OUT = 4;

    private static final double LATENCY_FLOOR = 0.02;
    private static final double LATENCY_FLOOR_SECONDS = 1e-6;
    /** Nobody is trusted to fail less than once in a thousand requests until it has answered far more than that. */
    private static final double PRIOR_FAILURES = 1;

    private static final double PRIOR_REQUESTS = 1_000;
    private static final double MAX_FAILURE_SHARE = 0.999;
    private static final double TRUSTED_SHARE = 0.9;

    boolean standsOut() {
        return sigmas >= STANDS_OUT;
    }

    static Excess of(Kind kind, NodeRecord record) {
        return kind == Kind.LATENCY ? latency(record) : failures(record);
    }

    private static Excess latency(NodeRecord record) {
        ToDoubleFunction<Answers> latency = Answers::latencySeconds;
        UsualRange range = UsualRange.of(values(record.usual(), latency), LATENCY_FLOOR, LATENCY_FLOOR_SECONDS);
        if (!range.isKnown()) {
            return none(Kind.LATENCY);
        }
        double[] during = values(record.during(), row -> range.sigmas(row.latencySeconds()));
        double earlier = odd(values(record.before(), row -> range.sigmas(row.latencySeconds())));
        double expected = range.median() + earlier * range.up();
        double amount = sum(record.during(), row -> row.count() * Math.max(0, finite(row.latencySeconds() - expected)));
        double typical = upperHalf(values(record.during(), latency));
        return new Excess(
                Kind.LATENCY,
                upperHalf(during) - earlier,
                amount,
                range.up() * Math.sqrt(sum(record.during(), row -> row.count() * row.count())),
                first(during, earlier),
                String.format(
                        Locale.ROOT,
                        "answered in %.4g s instead of %.4g s, %.1f s more in all",
                        typical,
                        expected,
                        amount));
    }

    private static Excess failures(NodeRecord record) {
        double share = usualShare(record.usual());
        ToDoubleFunction<Answers> surprise = row -> surprise(row, share);
        // Failures come in bursts: where rows of ordinary operation vary more than by chance, it takes more.
        double[] usual = values(record.usual(), surprise);
        UsualRange range = UsualRange.of(usual, 0, 1);
        double chance = range.isKnown() ? range.up() : 1;
        double[] during = values(record.during(), row -> surprise(row, share) / chance);
        double earlier = odd(values(record.before(), row -> surprise(row, share) / chance));
        double amount = sum(
                record.during(),
                row -> row.countsFailures() ? Math.max(0, row.failures() - row.requests() * share) : 0);
        double failures = sum(record.during(), row -> row.countsFailures() ? row.failures() : 0);
        double requests = sum(record.during(), row -> row.countsFailures() ? row.requests() : 0);
        return new Excess(
                Kind.FAILURES,
                upperHalf(during) - earlier,
                amount,
                chance * Math.sqrt(Math.max(1, requests * share)),
                first(during, earlier),
                String.format(
                        Locale.ROOT,
                        "failed %.0f of %.0f requests, %.2g would be usual",
                        failures,
                        requests,
                        requests * share));
    }

    /** Failures by requests, without the worst tenth of the rows: they may be incidents. */
    private static double usualShare(List<Answers> rows) {
        List<Answers> best = rows.stream()
                .filter(Answers::countsFailures)
                .sorted(Comparator.comparingDouble(row -> row.failures() / row.requests()))
                .toList();
        best = best.subList(0, (int) Math.ceil(TRUSTED_SHARE * best.size()));
        double failed = sum(best, Answers::failures);
        double asked = sum(best, Answers::requests);
        return Math.min(MAX_FAILURE_SHARE, (failed + PRIOR_FAILURES) / (asked + PRIOR_REQUESTS));
    }

    /** Signed root of the Poisson deviance: near a standard normal for any count, and exact where counts are tiny. */
    private static double surprise(Answers row, double share) {
        if (!row.countsFailures()) {
            return Double.NaN;
        }
        double expected = row.requests() * share;
        double failures = row.failures();
        double log = failures > 0 ? failures * Math.log(failures / expected) : 0;
        return Math.signum(failures - expected) * Math.sqrt(Math.max(0, 2 * (log - (failures - expected))));
    }

    private static Excess none(Kind kind) {
        return new Excess(kind, 0, 0, 0, -1, "is too little known");
    }

    /**
     * Mean of the higher half of the rows: the trouble need not last, but one row alone out of many says little. 0 without
     * rows.
     */
    private static double upperHalf(double[] rows) {
        double[] sorted = Arrays.stream(rows).filter(Double::isFinite).sorted().toArray();
        return Arrays.stream(sorted, sorted.length / 2, sorted.length).average().orElse(0);
    }

    /** How odd it was on average before, upwards only. */
    private static double odd(double[] sigmas) {
        return Math.max(
                0, Arrays.stream(sigmas).filter(Double::isFinite).average().orElse(0));
    }

    private static int first(double[] sigmas, double earlier) {
        for (int i = 0; i < sigmas.length; i++) {
            if (sigmas[i] - earlier >= STANDS_OUT) {
                return i;
            }
        }
        return -1;
    }

    private static double[] values(List<Answers> rows, ToDoubleFunction<Answers> value) {
        return rows.stream().mapToDouble(value).toArray();
    }

    private static double sum(List<Answers> rows, ToDoubleFunction<Answers> value) {
        return rows.stream().mapToDouble(value).sum();
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : 0;
    }
}
