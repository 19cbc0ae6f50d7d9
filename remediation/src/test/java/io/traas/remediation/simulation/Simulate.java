package io.traas.remediation.simulation;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * {@code ./traas drill simulate}: runs seed after seed and says how it goes. Exit code 0 when no seed broke an invariant;
 * the first that did is printed with its trace.
 */
public final class Simulate {

    private static final String USAGE = """
            usage: ./traas drill simulate [--seeds N] [--from S] [--keep-going] [--without NAME]
                     N runs of the seeds S, S+1, ... (default 10000 from 1); ends at the first that breaks an invariant,
                     or names each with --keep-going
                   ./traas drill simulate --seed S [--without NAME]
                     one run, with everything that happened in it
              --without NAME   with a platform that leaves something out, to see that it is noticed:
                               fence, intent, unknown (what may have happened is tried again), stop-switch (is cached)
            """;
    private static final Map<String, Mutation> WITHOUT = Map.of(
            "fence", Mutation.SKIP_THE_FENCE,
            "intent", Mutation.SKIP_THE_INTENT,
            "unknown", Mutation.RETRY_ON_UNKNOWN,
            "stop-switch", Mutation.CACHE_THE_STOP_SWITCH);
    private static final long TELL_EVERY_NANOS = 10_000_000_000L;

    private static final class Options {
        private long from = 1;
        private long seeds = 10_000;
        private boolean single;
        private boolean keepGoing;
        private Mutation mutation = Mutation.NONE;

        static Options of(List<String> arguments) {
            Options options = new Options();
            for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
                options.take(rest.next(), rest);
            }
            return options;
        }

        private void take(String option, Iterator<String> rest) {
            switch (option) {
                case "--keep-going" -> keepGoing = true;
                case "--seeds" -> seeds = number(option, value(option, rest), 1);
                case "--from" -> from = number(option, value(option, rest), Long.MIN_VALUE);
                case "--seed" -> {
                    from = number(option, value(option, rest), Long.MIN_VALUE);
                    seeds = 1;
                    single = true;
                }
                case "--without" -> {
                    String name = value(option, rest);
                    mutation = WITHOUT.get(name);
                    if (mutation == null) {
                        throw new IllegalArgumentException(
                                "--without is '" + name + "', must be one of " + new TreeSet<>(WITHOUT.keySet()));
                    }
                }
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }

        private static String value(String option, Iterator<String> rest) {
            if (!rest.hasNext()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            return rest.next();
        }

        private static long number(String option, String text, long least) {
            try {
                long number = Long.parseLong(text);
                if (number >= least) {
                    return number;
                }
                throw new IllegalArgumentException(option + " is " + number + ", must be at least " + least);
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
        Tally tally = new Tally(options.seeds);
        try (Simulation simulation = new Simulation()) {
            for (long seed = options.from; tally.done < options.seeds; seed++) {
                Simulation.Run run = simulation.run(seed, options.mutation);
                boolean broken = !run.violations().isEmpty();
                tally.add(run);
                if (options.keepGoing && broken) {
                    System.out.println("seed " + seed + " VIOLATED: " + String.join("; ", run.violations()));
                } else if (options.single || broken) {
                    print(run);
                }
                if (broken && !options.keepGoing) {
                    break;
                }
                tally.tellNowAndThen();
            }
        }
        tally.tell();
        return tally.broken == 0;
    }

    private static void print(Simulation.Run run) {
        run.trace().forEach(System.out::println);
        run.violations().forEach(violation -> System.out.println("VIOLATED: " + violation));
        System.out.println("seed " + run.seed() + "; again: ./traas drill simulate --seed " + run.seed());
    }

    /** How it goes. */
    private static final class Tally {
        private final long all;
        private final long started = System.nanoTime();
        private long told = started;
        private long done;
        private long effects;
        private long takenBack;
        private long broken;

        Tally(long all) {
            this.all = all;
        }

        void add(Simulation.Run run) {
            done++;
            effects += run.effects();
            takenBack += run.takenBack();
            broken += run.violations().isEmpty() ? 0 : 1;
        }

        void tellNowAndThen() {
            if (System.nanoTime() - told > TELL_EVERY_NANOS && done < all) {
                told = System.nanoTime();
                tell();
            }
        }

        void tell() {
            double seconds = (System.nanoTime() - started) / 1e9;
            double cpuSeconds = ProcessHandle.current()
                            .info()
                            .totalCpuDuration()
                            .orElse(Duration.ZERO)
                            .toMillis()
                    / 1e3;
            System.out.printf(
                    Locale.ROOT,
                    "%d of %d seeds, %d broke an invariant, %d changes to the cluster, %d plans taken back; "
                            + "%.0f s, %.0f seeds a minute, "
                            + "%.0f a minute of processor time%n",
                    done,
                    all,
                    broken,
                    effects,
                    takenBack,
                    seconds,
                    done * 60 / seconds,
                    done * 60 / Math.max(0.001, cpuSeconds));
        }
    }
}
