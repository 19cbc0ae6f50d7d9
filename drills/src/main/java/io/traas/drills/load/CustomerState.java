package io.traas.drills.load;

import java.util.List;
import java.util.Objects;

/**
 * How one group of customers is.
 *
 * @param group its name
 * @param ratePerSecond answers a second
 * @param p50Millis half of the answers came sooner
 * @param p95Millis 95 of 100 answers came sooner
 * @param badShare share of bad answers, 0 to 1
 * @param failures answers that were failures since the start, late ones not counted
 * @param verdict the judge's opinion now
 * @param stamps the judge's words so far, oldest first
 */
public record CustomerState(
        String group,
        double ratePerSecond,
        long p50Millis,
        long p95Millis,
        double badShare,
        long failures,
        Verdict verdict,
        List<Stamp> stamps) {

    public CustomerState {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(verdict, "verdict");
        stamps = List.copyOf(stamps);
    }
}
