package io.traas.detector.ensemble;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Random;

/**
 * Measures what a point costs and a series weighs: run its main from the test class path. Not a test: a busy machine
 * would make it fail.
 */
final class CostOfAPoint {

    /** Of this thread alone, so that what else the machine does counts little. */
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private static final int SERIES = 500;
    private static final int POINTS = 4_000;
    private static final int ROUNDS = 6;

    private CostOfAPoint() {}

    public static void main(String[] arguments) {
        for (int round = 0; round < ROUNDS; round++) {
            System.out.printf("round %d: %.3f us a point%n", round, nanosAPoint(round) / 1_000);
        }
        Ensemble detector = Ensemble.shipped();
        for (int point = 0; point < 30 * 1_440; point++) {
            detector.observe(point * 60_000L, value(point, new Random(point)));
        }
        long begin = CPU.getCurrentThreadCpuTime();
        int bytes = 0;
        for (int times = 0; times < 10_000; times++) {
            bytes = Ensemble.restore(detector.snapshot()).snapshot().length;
        }
        System.out.printf(
                "snapshot after 30 days: %d bytes, written twice and read once in %.1f us%n",
                bytes, (CPU.getCurrentThreadCpuTime() - begin) / 10_000 / 1_000.0);
    }

    private static double nanosAPoint(int round) {
        Ensemble[] detectors = new Ensemble[SERIES];
        for (int each = 0; each < SERIES; each++) {
            detectors[each] = Ensemble.shipped();
        }
        Random noise = new Random(round);
        long begin = CPU.getCurrentThreadCpuTime();
        double sum = 0;
        for (int point = 0; point < POINTS; point++) {
            for (Ensemble detector : detectors) {
                sum += detector.observe(point * 60_000L, value(point, noise)).score();
            }
        }
        long nanos = CPU.getCurrentThreadCpuTime() - begin;
        if (Double.isNaN(sum)) {
            throw new IllegalStateException("a score is not a number");
        }
        return (double) nanos / SERIES / POINTS;
    }

    private static double value(int point, Random noise) {
        return 100 + 30 * Math.sin(2 * Math.PI * point / 1_440) + 4 * noise.nextDouble();
    }
}
