package io.traas.detector.slo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Services over a month at one judgement a minute, about 1,200 requests a minute with a daily swing, 0.02 % of them
 * failing by chance, with incidents that spend a real part of the budget and blips that do not.
 */
class BurnRateSimulationTest {

    private static final int SERVICES = 12;
    private static final int MINUTES = 30 * 1_440;
    private static final int BLIPS = 9;
    private static final Objective OBJECTIVE = new Objective(0.999, 1_000);

    /** Share of bad events and minutes. */
    private static final double[][] INCIDENTS = {{1, 10}, {0.05, 60}, {0.02, 120}, {0.008, 480}};

    private static final double[][] BLIPS_LIKE = {{0.5, 1}, {0.1, 2}, {0.03, 5}, {0.004, 20}};

    private record Stretch(int from, int until, double badShare, boolean incident) {}

    private static final class Tally {
        private int incidents;
        private int found;
        private int falsePages;
        private int falseTickets;
        private final List<Integer> resets = new ArrayList<>();
    }

    @Test
    void pagesFindEveryIncidentEndSoonAndAreNeverFalse() {
        Tally tally = new Tally();
        for (int service = 0; service < SERVICES; service++) {
            simulate(new Random(1_000 + service), tally);
        }

        assertThat(tally.incidents).isGreaterThan(SERVICES);
        assertThat(tally.found).isEqualTo(tally.incidents);
        assertThat((double) tally.falsePages / SERVICES).isLessThanOrEqualTo(0.05);
        assertThat(tally.falseTickets).isZero();
        assertThat(tally.resets).isNotEmpty().allMatch(minutes -> minutes <= 30);
    }

    private static void simulate(Random random, Tally tally) {
        List<Stretch> stretches = stretches(random);
        EventHistory history = EventHistory.NONE;
        boolean paging = false;
        boolean ticketing = false;
        Stretch last = null;
        boolean found = false;
        for (int minute = 0; minute < MINUTES; minute++) {
            Stretch now = at(stretches, minute);
            if (now != null && now.incident() && !now.equals(last)) {
                last = now;
                found = false;
                tally.incidents++;
            }
            double events =
                    1_200 * (1 + 0.5 * Math.sin(2 * Math.PI * minute / 1_440)) * (0.9 + 0.2 * random.nextDouble());
            double share = 0.0002 + (now == null ? 0 : now.badShare());
            history = history.with(minute * 60_000L, 60, bad(events, share, random), events);

            boolean pages = BurnRate.of(history, OBJECTIVE, BurnRule.PAGE).fires();
            boolean current = last != null && minute < last.until() + 30;
            if (pages && last != null && minute < last.until() && !found) {
                found = true;
                tally.found++;
            }
            tally.falsePages += pages && !paging && !current ? 1 : 0;
            if (paging && !pages && last != null && minute >= last.until()) {
                tally.resets.add(minute - last.until());
            }
            paging = pages;
            boolean tickets = BurnRate.of(history, OBJECTIVE, List.of(BurnRule.TICKET_FAST))
                    .fires();
            tally.falseTickets += tickets && !ticketing && !current ? 1 : 0;
            ticketing = tickets;
        }
    }

    /** Incidents and blips at times of their own, each with at least a quarter of a day before it. */
    private static List<Stretch> stretches(Random random) {
        List<Stretch> stretches = new ArrayList<>();
        int slots = MINUTES / 1_440 * 2;
        for (int i = 0; i < BLIPS; i++) {
            add(stretches, random.nextInt(slots), BLIPS_LIKE[random.nextInt(BLIPS_LIKE.length)], false, random);
        }
        for (double[] like : INCIDENTS) {
            if (random.nextDouble() < 0.7) {
                add(stretches, random.nextInt(slots), like, true, random);
            }
        }
        return stretches;
    }

    private static void add(List<Stretch> stretches, int slot, double[] like, boolean incident, Random random) {
        int from = slot * 720 + random.nextInt(200);
        int until = from + (int) like[1];
        boolean clash = stretches.stream().anyMatch(each -> Math.abs(each.from() - from) < 720);
        if (!clash) {
            stretches.add(new Stretch(from, until, like[0], incident));
        }
    }

    private static Stretch at(List<Stretch> stretches, int minute) {
        for (Stretch stretch : stretches) {
            if (minute >= stretch.from() && minute < stretch.until()) {
                return stretch;
            }
        }
        return null;
    }

    /** Binomial, by its normal form. */
    private static double bad(double events, double share, Random random) {
        double mean = events * share;
        double spread = Math.sqrt(mean * Math.max(0, 1 - share));
        return Math.max(0, Math.min(events, Math.rint(mean + spread * random.nextGaussian())));
    }
}
