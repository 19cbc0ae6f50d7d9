package io.traas.drills.crash;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What was asked for.
 *
 * @param lanes so many runs at the same time, each on a ground of its own
 * @param session after how long without a sign of life another replica takes over
 * @param json where the result goes; null for nowhere
 * @param data where everything is kept; null for a directory that is removed at the end
 */
record DrillOptions(int runs, int lanes, long seed, Duration session, Path json, Path data) {

    static final int DEFAULT_RUNS = 90;

    private static final int MOST_LANES_UNASKED = 4;

    /**
     * @param processors of this machine; one lane for each unless asked otherwise
     * @throws IllegalArgumentException naming the argument that makes no sense
     */
    static DrillOptions of(List<String> arguments, int processors) {
        int runs = DEFAULT_RUNS;
        int lanes = Math.min(MOST_LANES_UNASKED, processors);
        long seed = 1;
        Duration session = Duration.ofMillis(1_500);
        Path json = null;
        Path data = null;
        for (int i = 0; i < arguments.size(); i += 2) {
            String option = arguments.get(i);
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            String value = arguments.get(i + 1);
            switch (option) {
                case "--runs" -> runs = (int) number(option, value, 1, 1_000_000);
                case "--lanes" -> lanes = (int) number(option, value, 1, 64);
                case "--seed" -> seed = number(option, value, Long.MIN_VALUE, Long.MAX_VALUE);
                case "--session-ms" -> session = Duration.ofMillis(number(option, value, 500, 60_000));
                case "--json" -> json = file(option, value);
                case "--data" -> data = Path.of(value).toAbsolutePath();
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        return new DrillOptions(runs, lanes, seed, session, json, data);
    }

    private static long number(String option, String text, long least, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
            throw new IllegalArgumentException(option + " is " + number + ", must be " + least + " to " + most);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " is '" + text + "', must be a whole number", e);
        }
    }

    private static Path file(String option, String text) {
        Path file = Path.of(text).toAbsolutePath();
        if (!Files.isDirectory(file.getParent())) {
            throw new IllegalArgumentException(option + ": " + file.getParent() + " is not a directory");
        }
        return file;
    }

    /** How long a replica is stopped or cut off. */
    Duration threeSessions() {
        return session.multipliedBy(3);
    }
}
