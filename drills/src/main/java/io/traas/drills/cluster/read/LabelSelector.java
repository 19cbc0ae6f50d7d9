package io.traas.drills.cluster.read;

import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.traas.drills.cluster.store.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A label selector, from a request or from an object. Immutable. */
public final class LabelSelector {

    private static final Pattern SET_TERM = Pattern.compile("([^\\s!=,()]+)\\s+(in|notin)\\s*\\(([^)]*)\\)");
    private static final Pattern EQUALITY_TERM = Pattern.compile("([^\\s!=,()]+)\\s*(==|!=|=)\\s*([^\\s!=,()]*)");
    private static final Pattern EXISTENCE_TERM = Pattern.compile("(!?)\\s*([^\\s!=,()]+)");

    /** One requirement; {@code in} with one value stands for equality. */
    private record Term(String key, Operator operator, Set<String> values) {
        boolean matches(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case ABSENT -> value == null;
            };
        }
    }

    private enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        ABSENT
    }

    private static final LabelSelector EVERYTHING = new LabelSelector(List.of(), true);
    private static final LabelSelector NOTHING = new LabelSelector(List.of(), false);

    private final List<Term> terms;
    private final boolean possible;

    private LabelSelector(List<Term> terms, boolean possible) {
        this.terms = List.copyOf(terms);
        this.possible = possible;
    }

    /** The selector of a policy object: absent selects nothing, empty selects everything. */
    public static LabelSelector of(io.fabric8.kubernetes.api.model.LabelSelector selector) {
        if (selector == null) {
            return NOTHING;
        }
        List<Term> terms = new ArrayList<>(
                equalities(Objects.requireNonNullElse(selector.getMatchLabels(), Map.<String, String>of())));
        for (LabelSelectorRequirement requirement : selector.getMatchExpressions()) {
            Operator operator = switch (requirement.getOperator()) {
                case "In" -> Operator.IN;
                case "NotIn" -> Operator.NOT_IN;
                case "Exists" -> Operator.EXISTS;
                default -> Operator.ABSENT;
            };
            terms.add(new Term(requirement.getKey(), operator, Set.copyOf(requirement.getValues())));
        }
        return new LabelSelector(terms, true);
    }

    /** The selector of a Service: absent or empty selects nothing. */
    public static LabelSelector ofService(Map<String, String> labels) {
        return labels == null || labels.isEmpty() ? NOTHING : new LabelSelector(equalities(labels), true);
    }

    /** The labelSelector parameter of a request; an empty text selects everything. Refuses what it cannot read. */
    public static LabelSelector parse(String text) {
        if (text.isBlank()) {
            return EVERYTHING;
        }
        List<Term> terms = new ArrayList<>();
        String rest = text.trim();
        while (!rest.isEmpty()) {
            Matcher set = SET_TERM.matcher(rest);
            Matcher equality = EQUALITY_TERM.matcher(rest);
            Matcher existence = EXISTENCE_TERM.matcher(rest);
            Matcher found;
            if (set.lookingAt()) {
                found = set;
                Operator operator = set.group(2).equals("in") ? Operator.IN : Operator.NOT_IN;
                terms.add(new Term(
                        set.group(1),
                        operator,
                        Arrays.stream(set.group(3).split(",")).map(String::trim).collect(Collectors.toSet())));
            } else if (equality.lookingAt()) {
                found = equality;
                Operator operator = equality.group(2).equals("!=") ? Operator.NOT_IN : Operator.IN;
                terms.add(new Term(equality.group(1), operator, Set.of(equality.group(3))));
            } else if (existence.lookingAt()) {
                found = existence;
                Operator operator = existence.group(1).isEmpty() ? Operator.EXISTS : Operator.ABSENT;
                terms.add(new Term(existence.group(2), operator, Set.of()));
            } else {
                throw unreadable(rest);
            }
            rest = rest.substring(found.end()).trim();
            if (!rest.isEmpty()) {
                if (rest.charAt(0) != ',') {
                    throw unreadable(rest);
                }
                rest = rest.substring(1).trim();
            }
        }
        return new LabelSelector(terms, true);
    }

    private static Refusal unreadable(String rest) {
        return Refusal.badRequest("unable to parse requirement: found '" + rest.charAt(0) + "', expected: identifier");
    }

    private static List<Term> equalities(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> new Term(label.getKey(), Operator.IN, Set.of(label.getValue())))
                .toList();
    }

    public boolean matches(Map<String, String> labels) {
        return possible && terms.stream().allMatch(term -> term.matches(labels));
    }
}
