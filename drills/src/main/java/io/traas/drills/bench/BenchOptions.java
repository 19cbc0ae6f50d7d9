package io.traas.drills.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was asked for.
 *
 * @param parts in the order of {@link Part}
 * @param rounds of 500 incidents
 * @param positions of the ledger that are falsified
 * @param json where the figures go; null for nowhere
 */
record BenchOptions(Set<Part> parts, int rounds, int positions, Path json) {

    static final int LEDGER_ENTRIES = 10_000;

    /** In the order they are run. */
    enum Part {
        PURSE,
        AUDIT,
        STOP,
        SWITCHOVER,
        FAILOVER;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException naming the argument that makes no sense */
    static BenchOptions of(List<String> arguments) {
        Set<Part> parts = EnumSet.allOf(Part.class);
        int rounds = 20;
        int positions = 500;
        Path json = null;
        for (int i = 0; i < arguments.size(); i += 2) {
            String option = arguments.get(i);
            if (!List.of("--parts", "--rounds", "--positions", "--json").contains(option)) {
                throw new IllegalArgumentException("unknown option " + option);
            }
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            String value = arguments.get(i + 1);
            switch (option) {
                case "--parts" -> parts = parts(value);
                case "--rounds" -> rounds = number(option, value, 3, 10_000);
                case "--positions" -> positions = number(option, value, 2, LEDGER_ENTRIES);
                default -> json = file(option, value);
            }
        }
        return new BenchOptions(parts, rounds, positions, json);
    }

    private static Set<Part> parts(String text) {
        List<Part> parts = new ArrayList<>();
        for (String label : text.split(",")) {
            parts.add(Arrays.stream(Part.values())
                    .filter(part -> part.label().equals(label))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("--parts names '" + label + "', there are "
                            + Arrays.stream(Part.values()).map(Part::label).collect(Collectors.joining(", ")))));
        }
        return EnumSet.copyOf(parts);
    }

    private static int number(String option, String text, int least, int most) {
        if (text.matches("\\d{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new IllegalArgumentException(option + " is '" + text + "', must be " + least + " to " + most);
    }

    private static Path file(String option, String text) {
        Path file = Path.of(text).toAbsolutePath();
        if (!Files.isDirectory(file.getParent())) {
            throw new IllegalArgumentException(option + ": " + file.getParent() + " is not a directory");
        }
        return file;
    }
}
