package io.traas.drills.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * Memory and processor time of processes, from {@code /proc}.
 *
 * @param residentMib resident memory in MiB, shared pages counted in each process
 * @param cpuSeconds processor time used since each process began
 */
record Footprint(double residentMib, double cpuSeconds) {

    private static final double CLOCK_TICKS_A_SECOND = 100;
    private static final int UTIME_AFTER_NAME = 11;

    static Footprint of(Collection<Long> pids) {
        double kib = 0;
        double ticks = 0;
        for (long pid : pids) {
            try {
                kib += residentKib(Files.readString(Path.of("/proc/" + pid + "/status")));
                ticks += ticks(Files.readString(Path.of("/proc/" + pid + "/stat")));
            } catch (IOException e) {
                // The process ended between being listed and being read; it uses nothing any more.
                continue;
            }
        }
        return new Footprint(kib / 1024, ticks / CLOCK_TICKS_A_SECOND);
    }

    private static double residentKib(String status) {
        return status.lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D+", "")))
                .sum();
    }

    /** The name of the program may hold blanks; fields are counted from the parenthesis that closes it. */
    private static double ticks(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Double.parseDouble(fields[UTIME_AFTER_NAME]) + Double.parseDouble(fields[UTIME_AFTER_NAME + 1]);
    }
}
