package io.traas.drills.bank.service;

import io.traas.drills.bank.wire.Form;

/**
 * What is wrong: with a release (built into its image) or with one replica (kept in its pod's volume, so that it
 * outlives a restart of the container and dies with the pod).
 *
 * @param errorShare share of requests answered with an error, 0 to 1
 * @param delayMillis how much longer each request takes, plus up to a quarter
 * @param leakBytes memory kept for ever with each request
 * @param lostScrapes share of scrapes that fail, 0 to 1
 */
public record Ailment(double errorShare, int delayMillis, int leakBytes, double lostScrapes) {

    /** In good health. */
    public static final Ailment NONE = new Ailment(0, 0, 0, 0);

    public Ailment {
        share("errorShare", errorShare);
        share("lostScrapes", lostScrapes);
        if (delayMillis < 0 || leakBytes < 0) {
            throw new IllegalArgumentException(
                    "delay and leak must not be negative, were " + delayMillis + " ms and " + leakBytes + " bytes");
        }
    }

    /** Fails this share of the requests. */
    public static Ailment errors(double share) {
        return new Ailment(share, 0, 0, 0);
    }

    /** Takes this much longer for each request. */
    public static Ailment delay(int millis) {
        return new Ailment(0, millis, 0, 0);
    }

    /** Keeps this much memory with each request. */
    public static Ailment leak(int bytes) {
        return new Ailment(0, 0, bytes, 0);
    }

    /** Leaves this share of scrapes without an answer. */
    public static Ailment lostScrapes(double share) {
        return new Ailment(0, 0, 0, share);
    }

    /** Reads what {@link #form()} wrote; fields left out are healthy. */
    public static Ailment of(Form form) {
        return new Ailment(
                form.number("errors", 0),
                (int) form.number("delay", 0),
                (int) form.number("leak", 0),
                form.number("lost-scrapes", 0));
    }

    /** As it travels: on a command line, to a replica, in a file. */
    public Form form() {
        return Form.EMPTY
                .with("errors", errorShare)
                .with("delay", delayMillis)
                .with("leak", leakBytes)
                .with("lost-scrapes", lostScrapes);
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be 0 to 1, was " + value);
        }
    }
}
