package io.traas.model.signal;

import io.traas.model.Point;
import io.traas.model.SampleBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Computes signals from the scrapes of one target. Immutable and thread-safe: what it remembers is passed in and
 * handed back.
 *
 * <p>Counters: a value below the last one is a reset and counts from zero; a series that was absent from the last
 * successful scrape counts from zero, so the first errors of a process are not lost. Gaps over {@link #MAX_GAP_MS}
 * give no rate. A failed scrape gives only what it carries ({@code up}) and leaves the memory alone.
 */
public final class SignalMeter {

    /** Increases over longer gaps say nothing about now. */
    public static final long MAX_GAP_MS = 300_000;

    private final List<Signal> signals;
    private final Map<String, List<Term>> termsByMetric = new HashMap<>();

    public SignalMeter(List<Signal> signals) {
        this.signals = List.copyOf(signals);
        for (int i = 0; i < this.signals.size(); i++) {
            addTerms(i, this.signals.get(i));
        }
    }

    /** @param bySignal name of the signal to its reading; a signal without data is absent */
    public record Readings(Map<String, Reading> bySignal, CounterMemory memory) {}

    public Readings read(SampleBatch batch, CounterMemory memory) {
        long atMillis = batch.observedAt().toEpochMilli();
        double seconds = (atMillis - memory.atMillis()) / 1000.0;
        boolean rates = memory.atMillis() > 0 && seconds > 0 && seconds * 1000 <= MAX_GAP_MS;
        Sums sums = new Sums(signals.size());
        Map<String, Double> counters = new HashMap<>();
        for (Point point : batch.points()) {
            for (Term term : termsByMetric.getOrDefault(point.metric(), List.of())) {
                if (Double.isNaN(point.value()) || !term.matches(point)) {
                    continue;
                }
                if (!term.counter) {
                    sums.add(term, point.value());
                    continue;
                }
                String key = keyOf(point);
                counters.put(key, point.value());
                if (rates) {
                    sums.add(term, increase(memory.counters().get(key), point.value()) / seconds);
                }
            }
        }
        boolean usable = batch.up() && atMillis > memory.atMillis();
        return new Readings(sums.readings(signals), usable ? new CounterMemory(atMillis, counters) : memory);
    }

    private static double increase(Double before, double now) {
        return before == null || now < before ? now : now - before;
    }

    private static String keyOf(Point point) {
        return point.labels().isEmpty() ? point.metric() : point.metric() + new TreeMap<>(point.labels());
    }

    private void addTerms(int index, Signal signal) {
        switch (signal.kind()) {
            case GAUGE -> addTerm(index, signal.metric(), signal.match(), false, false);
            case RATE -> addTerm(index, signal.metric(), signal.match(), true, false);
            case RATIO -> {
                addTerm(index, signal.metric(), signal.match(), true, false);
                addTerm(index, signal.metric(), signal.over(), true, true);
            }
            case MEAN -> {
                addTerm(index, signal.metric() + "_sum", signal.match(), true, false);
                addTerm(index, signal.metric() + "_count", signal.match(), true, true);
            }
            case SHARE -> {
                addTerm(index, signal.metric(), signal.match(), false, false);
                addTerm(index, signal.overMetric(), signal.over(), false, true);
            }
        }
    }

    private void addTerm(int index, String metric, Map<String, String> match, boolean counter, boolean denominator) {
        Map<String, Pattern> patterns = new HashMap<>();
        match.forEach((label, regex) -> patterns.put(label, Pattern.compile(regex)));
        termsByMetric
                .computeIfAbsent(metric, unused -> new ArrayList<>())
                .add(new Term(index, patterns, counter, denominator));
    }

    private record Term(int signal, Map<String, Pattern> patterns, boolean counter, boolean denominator) {

        boolean matches(Point point) {
            for (Map.Entry<String, Pattern> entry : patterns.entrySet()) {
                String value = point.labels().getOrDefault(entry.getKey(), "");
                if (!entry.getValue().matcher(value).matches()) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Numerators and denominators of all signals while one batch is read. */
    private static final class Sums {
        private final double[] numerator;
        private final double[] denominator;
        private final boolean[] seen;
        private final boolean[] divided;

        Sums(int size) {
            numerator = new double[size];
            denominator = new double[size];
            seen = new boolean[size];
            divided = new boolean[size];
        }

        void add(Term term, double value) {
            if (term.denominator) {
                denominator[term.signal] += value;
                divided[term.signal] = true;
            } else {
                numerator[term.signal] += value;
                seen[term.signal] = true;
            }
        }

        Map<String, Reading> readings(List<Signal> signals) {
            Map<String, Reading> readings = new HashMap<>();
            for (int i = 0; i < signals.size(); i++) {
                Signal signal = signals.get(i);
                boolean hasDenominator = signal.kind() != Signal.Kind.GAUGE && signal.kind() != Signal.Kind.RATE;
                // A ratio whose numerator series do not exist yet is zero of something, not unknown.
                boolean known = hasDenominator ? divided[i] : seen[i];
                if (known) {
                    double weight = hasDenominator ? denominator[i] : 1;
                    readings.put(signal.name(), new Reading(signal.kind(), numerator[i], weight));
                }
            }
            return readings;
        }
    }
}
