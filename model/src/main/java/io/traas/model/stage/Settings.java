package io.traas.model.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Settings of the platform: a YAML file of sections ({@code collectors:}, {@code detector:}, ...), overridden by
 * environment variables ({@code collectors.scrape.interval} by {@code TRAAS_COLLECTORS_SCRAPE_INTERVAL}).
 *
 * <p>Every setting is declared where it is read, with its default and meaning; {@link #check} then refuses every value
 * that could not be read and every key of the sections read that nobody asked for, naming the nearest one that exists,
 * all at once. Not thread-safe: read at start.
 */
public final class Settings {

    private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");

    /** A setting that some code asked for. */
    public record Known(String key, String defaultValue, String description) {}

    private final String source;
    private final Map<String, String> values;
    private final Map<String, String> environment;
    private final Map<String, Known> known = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private Settings(String source, Map<String, String> values, Map<String, String> environment) {
        this.source = source;
        this.values = Collections.unmodifiableMap(new TreeMap<>(values));
        this.environment = Map.copyOf(environment);
    }

    /** Settings given in code, without environment. */
    public static Settings of(Map<String, String> values) {
        return new Settings("settings", values, Map.of());
    }

    /** Defaults, overridden by environment variables only. */
    public static Settings ofEnvironment(Map<String, String> environment) {
        return new Settings("environment", Map.of(), environment);
    }

    /** @throws SettingsException when the file cannot be read or is not a tree of YAML mappings */
    public static Settings load(Path file, Map<String, String> environment) {
        try {
            String text = Files.readString(file);
            Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
            Map<String, String> flat = new TreeMap<>();
            flatten("", tree == null ? Map.of() : tree, flat);
            return new Settings(file.toString(), flat, environment);
        } catch (IOException e) {
            throw new SettingsException(file.toString(), List.of("cannot be read: " + e.getMessage()));
        } catch (YAMLException | IllegalArgumentException e) {
            throw new SettingsException(file.toString(), List.of("is not valid YAML settings: " + e.getMessage()));
        }
    }

    /** The same settings with some values replaced, wherever they came from. */
    public Settings with(Map<String, String> overrides) {
        Map<String, String> merged = new TreeMap<>(values);
        merged.putAll(overrides);
        Map<String, String> left = new HashMap<>(environment);
        overrides.keySet().forEach(key -> left.remove(variable(key)));
        return new Settings(source, merged, left);
    }

    public String text(String key, String defaultValue, String description) {
        known.put(key, new Known(key, defaultValue, description));
        String fromEnvironment = environment.get(variable(key));
        return fromEnvironment != null ? fromEnvironment : values.getOrDefault(key, defaultValue);
    }

    private static String variable(String key) {
        return "TRAAS_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    public int integer(String key, int defaultValue, String description) {
        return parsed(
                key, Integer.toString(defaultValue), description, "a whole number", Integer::valueOf, defaultValue);
    }

    public double number(String key, double defaultValue, String description) {
        return parsed(key, Double.toString(defaultValue), description, "a number", Double::valueOf, defaultValue);
    }

    public boolean flag(String key, boolean defaultValue, String description) {
        return parsed(
                key,
                Boolean.toString(defaultValue),
                description,
                "true or false",
                text -> {
                    if (!text.equals("true") && !text.equals("false")) {
                        throw new IllegalArgumentException(text);
                    }
                    return Boolean.valueOf(text);
                },
                defaultValue);
    }

    /** Written as {@code 500ms}, {@code 15s}, {@code 5m}, {@code 2h} or {@code 7d}. */
    public Duration duration(String key, String defaultValue, String description) {
        return parsed(
                key,
                defaultValue,
                description,
                "a duration such as 500ms, 15s, 5m",
                Settings::parseDuration,
                parseDuration(defaultValue));
    }

    public <E extends Enum<E>> E choice(String key, Class<E> type, E defaultValue, String description) {
        return parsed(
                key,
                defaultValue.name().toLowerCase(Locale.ROOT),
                description,
                "one of " + List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT),
                text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_')),
                defaultValue);
    }

    /** Notes a problem that a reader of settings found itself; {@link #check} reports it with the others. */
    public void problem(String key, String what) {
        problems.add(key + ": " + what);
    }

    /**
     * Call after everything has been read.
     *
     * @param sections the sections that were read; keys of other sections are somebody else's
     * @throws SettingsException listing every problem
     */
    public void check(String... sections) {
        List<String> all = new ArrayList<>(problems);
        for (String key : values.keySet()) {
            boolean ours = List.of(sections).contains(key.split("\\.", 2)[0]);
            if (ours && !known.containsKey(key)) {
                all.add("unknown setting " + key + Nearest.hint(key, known.keySet()));
            }
        }
        if (!all.isEmpty()) {
            throw new SettingsException(source, all);
        }
    }

    /**
     * Call before anything is read, whichever part of the platform reads it.
     *
     * @param sections every section there is
     * @param shared every key of the section {@code platform}, which no stage owns
     * @throws SettingsException listing keys outside every section and unknown shared keys
     */
    public void checkLayout(Collection<String> sections, Collection<String> shared) {
        List<String> unknown = new ArrayList<>();
        for (String key : values.keySet()) {
            String section = key.split("\\.", 2)[0];
            if (!sections.contains(section)) {
                unknown.add("unknown section " + section + " of " + key + Nearest.hint(section, sections));
            } else if (section.equals("platform") && !shared.contains(key)) {
                unknown.add("unknown setting " + key + Nearest.hint(key, shared));
            }
        }
        if (!unknown.isEmpty()) {
            throw new SettingsException(source, unknown);
        }
    }

    /** Everything asked for so far, in order. */
    public List<Known> known() {
        return List.copyOf(known.values());
    }

    private <T> T parsed(
            String key, String defaultValue, String description, String form, Function<String, T> parser, T fallback) {
        String text = text(key, defaultValue, description).trim();
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            problems.add(key + " is '" + text + "', must be " + form);
            return fallback;
        }
    }

    private static Duration parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static void flatten(String prefix, Object node, Map<String, String> into) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> flatten(prefix.isEmpty() ? "" + key : prefix + "." + key, value, into));
        } else if (prefix.isEmpty() || node instanceof List) {
            throw new IllegalArgumentException(
                    (prefix.isEmpty() ? "the file" : prefix) + " must be a mapping or a value");
        } else {
            into.put(prefix, node == null ? "" : node.toString());
        }
    }
}
