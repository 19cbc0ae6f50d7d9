package io.traas.runbooks.library;

import io.traas.model.stage.Nearest;
import io.traas.runbooks.rules.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A mapping of a YAML file, read key by key. Notes every problem with its place instead of throwing; {@link #done} then
 * notes the keys nobody asked for.
 */
final class Section {

    private final String file;
    private final Node node;
    private final List<Problem> problems;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> keys = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    Section(String file, Node node, List<Problem> problems) {
        this.file = file;
        this.node = node;
        this.problems = problems;
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
                if (values.put(key, tuple.getValueNode()) != null) {
                    problem(tuple.getKeyNode(), "'" + key + "' is given twice");
                }
                keys.put(key, tuple.getKeyNode());
            }
        } else {
            problem(node, "must be a mapping of keys to values");
        }
    }

    Section section(String key) {
        Node value = required(key);
        if (value != null) {
            return new Section(file, value, problems);
        }
        Node absent = new MappingNode(node.getTag(), List.of(), DumperOptions.FlowStyle.BLOCK);
        return new Section(file, absent, new ArrayList<>());
    }

    String text(String key) {
        Node value = required(key);
        if (value == null) {
            return "";
        }
        if (value instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar.getValue();
        }
        problem(value, "'" + key + "' must be a text");
        return "";
    }

    int integer(String key, int least, int most) {
        double number = number(key, least, most);
        if (number != Math.rint(number)) {
            problem(values.get(key), "'" + key + "' must be a whole number");
        }
        return (int) number;
    }

    double number(String key, double least, double most) {
        String text = text(key);
        try {
            double number = text.isEmpty() ? least : Double.parseDouble(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // falls through to the one message about what the value must be
        }
        problem(values.get(key), "'" + key + "' is " + text + ", must be a number from " + least + " to " + most);
        return least;
    }

    boolean flag(String key) {
        String text = text(key);
        if (!text.isEmpty() && !text.equals("true") && !text.equals("false")) {
            problem(values.get(key), "'" + key + "' is " + text + ", must be true or false");
        }
        return text.equals("true");
    }

    <E extends Enum<E>> E choice(String key, Class<E> type) {
        String text = text(key);
        return constant(values.get(key), key, text, type);
    }

    <E extends Enum<E>> Set<E> choices(String key, Class<E> type) {
        Set<E> chosen = new LinkedHashSet<>();
        for (Node item : items(key)) {
            chosen.add(constant(item, key, scalar(key, item), type));
        }
        return chosen;
    }

    /** A list whose entries are a text or a list of texts. */
    List<List<String>> groups(String key) {
        List<List<String>> groups = new ArrayList<>();
        for (Node item : items(key)) {
            List<Node> members = item instanceof SequenceNode sequence ? sequence.getValue() : List.of(item);
            groups.add(members.stream().map(member -> scalar(key, member)).toList());
        }
        return groups;
    }

    void problem(String key, String message) {
        problem(values.getOrDefault(key, node), message);
    }

    /** Call after every key was asked for. */
    void done() {
        for (Map.Entry<String, Node> entry : keys.entrySet()) {
            if (!known.contains(entry.getKey())) {
                problem(entry.getValue(), "unknown key '" + entry.getKey() + "'" + Nearest.hint(entry.getKey(), known));
            }
        }
    }

    private List<Node> items(String key) {
        Node value = required(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof SequenceNode sequence && !sequence.getValue().isEmpty()) {
            return sequence.getValue();
        }
        problem(value, "'" + key + "' must be a list with at least one entry");
        return List.of();
    }

    private String scalar(String key, Node item) {
        if (item instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        problem(item, "an entry of '" + key + "' must be a text");
        return "";
    }

    private <E extends Enum<E>> E constant(Node at, String key, String text, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(text.replace('-', '_'))) {
                return constant;
            }
        }
        if (at != null) {
            List<String> names =
                    Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
            problem(
                    at,
                    "'" + key + "' is '" + text + "', must be one of "
                            + names.toString().toLowerCase(Locale.ROOT));
        }
        return type.getEnumConstants()[0];
    }

    private Node required(String key) {
        known.add(key);
        Node value = values.get(key);
        if (value == null) {
            problem(node, "'" + key + "' is missing");
        }
        return value;
    }

    private void problem(Node at, String message) {
        Mark mark = at == null ? null : at.getStartMark();
        problems.add(new Problem(
                file, mark == null ? 0 : mark.getLine() + 1, mark == null ? 0 : mark.getColumn() + 1, message));
    }
}
