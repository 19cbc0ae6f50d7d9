package io.traas.remediation.simulation;

import java.util.List;
import java.util.Locale;

/**
 * {@code ./traas drill simulate}: runs seed after seed and says how it goes. Exit code 0 when no seed broke an invariant;
 * the first that did is printed with its trace.
 */
public final class Simulate {

    private static final String USAGE = """
            usage: ./traas drill simulate [--seeds N] [--from S]     N runs of the seeds S, S+1, ... (default 10000 from 1)
                   ./traas drill simulate --seed S                   one run, with everything that happened in it
            """;

    private record Options(long from, long seeds, boolean single) {

        static Options of(List<String> arguments) {
            long from = 1;
            long seeds = 10_000;
            boolean single = false;
            for (int i = 0; i < arguments.size(); i += 2) {
                String option = arguments.get(i);
                if (i + 1 >= arguments.size()) {
                    throw new IllegalArgumentException(option + " needs a value");
                }
                long value = number(option, arguments.get(i + 1));
                switch (option) {
                    case "--from" -> from = value;
                    case "--seeds" -> seeds = value;
                    case "--seed" -> {
                        from = value;
                        single = true;
                    }
                    default -> throw new IllegalArgumentException("unknown option " + option);
                }
            }
            if (seeds < 1) {
                throw new IllegalArgumentException("--seeds is " + seeds + ", must be at least 1");
            }
            return new Options(from, single ? 1 : seeds, single);
        }

        private static long number(String option, String text) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(option + " is '" + text + "', must be a whole number", e);
            }
        }
    }

    private Simulate() {}

    public static void main(String[] arguments) {
        if (List.of(arguments).contains("--help")) {
            System.out.print(USAGE);
            return;
        }
        Options options;
        try {
            options = Options.of(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println("traas drill simulate: " + e.getMessage());
            System.err.print(USAGE);
            System.exit(2);
            return;
        }
        System.exit(run(options) ? 0 : 1);
    }

    private static boolean run(Options options) {
        long started = System.nanoTime();
        long effects = 0;
        long told = started;
        try (Simulation simulation = new Simulation()) {
            for (long i = 0; i < options.seeds(); i++) {
                Simulation.Run run = simulation.run(options.from() + i);
                effects += run.effects();
                if (options.single() || !run.violations().isEmpty()) {
                    print(run);
                }
                if (!run.violations().isEmpty()) {
                    return false;
                }
                if (System.nanoTime() - told > 10_000_000_000L) {
                    told = System.nanoTime();
                    System.out.println(progress(i + 1, options.seeds(), effects, told - started));
                }
            }
        }
        System.out.println(progress(options.seeds(), options.seeds(), effects, System.nanoTime() - started)
                + ", no invariant broken");
        return true;
    }

    private static void print(Simulation.Run run) {
        run.trace().forEach(System.out::println);
        run.violations().forEach(violation -> System.out.println("VIOLATED: " + violation));
        System.out.println("seed " + run.seed() + "; again: ./traas drill simulate --seed " + run.seed());
    }

    private static String progress(long done, long all, long effects, long nanos) {
        double seconds = nanos / 1e9;
        return String.format(
                Locale.ROOT,
                "%d of %d seeds, %d changes to the cluster, %.0f s, %.0f seeds a minute",
                done,
                all,
                effects,
                seconds,
                done * 60 / Math.max(0.001, seconds));
    }
}
