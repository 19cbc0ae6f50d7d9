package io.traas.detector.cluster;

import io.traas.model.stage.Nearest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What was written after a command: {@code --name value} and {@code --flag}. Immutable. */
public final class Options {

    private final Map<String, String> values;
    private final Set<String> flags;

    private Options(Map<String, String> values, Set<String> flags) {
        this.values = values;
        this.flags = flags;
    }

    /**
     * @param valued names of the options that take a value
     * @param plain names of those that do not
     * @throws ClusterException for anything else
     */
    public static Options parse(List<String> arguments, Set<String> valued, Set<String> plain) {
        Map<String, String> values = new HashMap<>();
        Set<String> flags = new HashSet<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (plain.contains(argument)) {
                flags.add(argument);
            } else if (!valued.contains(argument)) {
                Set<String> known = new TreeSet<>(valued);
                known.addAll(plain);
                throw new ClusterException("unknown option " + argument + Nearest.hint(argument, known));
            } else if (i + 1 == arguments.size()) {
                throw new ClusterException(argument + " needs a value");
            } else {
                values.put(argument, arguments.get(++i));
            }
        }
        return new Options(Map.copyOf(values), Set.copyOf(flags));
    }

    public boolean has(String flag) {
        return flags.contains(flag);
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** @throws ClusterException when it is no whole number of at least {@code least} */
    public int number(String name, int least, int otherwise) {
        String text = values.get(name);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("\\d{1,6}") || Integer.parseInt(text) < least) {
            throw new ClusterException(name + " is '" + text + "', must be a whole number of at least " + least);
        }
        return Integer.parseInt(text);
    }
}
