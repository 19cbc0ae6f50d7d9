package io.traas.model;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a stop is about.
 *
 * @param name of the cluster, namespace or runbook; empty for {@link Kind#ALL}
 */
public record StopScope(Kind kind, String name) {

    public enum Kind {
        ALL,
        CLUSTER,
        NAMESPACE,
        RUNBOOK;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static final StopScope ALL = new StopScope(Kind.ALL, "");

    /** What a key of a ConfigMap may be made of. */
    private static final Pattern NAME = Pattern.compile("[-._a-zA-Z0-9]{1,200}");

    public StopScope {
        Check.notNull("scope.kind", kind);
        Check.notNull("scope.name", name);
        boolean fits = kind == Kind.ALL ? name.isEmpty() : NAME.matcher(name).matches();
        if (!fits) {
            throw new IllegalArgumentException("scope.name of a " + kind.word() + " is '" + name + "', must be "
                    + (kind == Kind.ALL ? "empty" : "1 to 200 letters, digits, '-', '_' or '.'"));
        }
    }

    /** Parses what {@link #key()} gives. */
    public static StopScope parse(String key) {
        if (key.equals(ALL.key())) {
            return ALL;
        }
        int dot = key.indexOf('.');
        for (Kind kind : Kind.values()) {
            if (kind != Kind.ALL && dot > 0 && kind.word().equals(key.substring(0, dot))) {
                return new StopScope(kind, key.substring(dot + 1));
            }
        }
        throw new IllegalArgumentException(
                "'" + key + "' is no scope: must be all, cluster.NAME, namespace.NAME or runbook.NAME");
    }

    /** {@code all}, or for example {@code namespace.payments}. */
    public String key() {
        return kind == Kind.ALL ? kind.word() : kind.word() + "." + name;
    }

    /** Whether work of the runbook at the target falls under it. */
    public boolean covers(String runbook, Target target) {
        return switch (kind) {
            case ALL -> true;
            case CLUSTER -> name.equals(target.cluster());
            case NAMESPACE -> name.equals(target.namespace());
            case RUNBOOK -> name.equals(runbook);
        };
    }

    /** For people: {@code everything}, or for example {@code namespace payments}. */
    public String describe() {
        return kind == Kind.ALL ? "everything" : kind.word() + " " + name;
    }
}
