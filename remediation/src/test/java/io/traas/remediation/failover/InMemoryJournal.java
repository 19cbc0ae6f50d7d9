package io.traas.remediation.failover;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A journal that outlives the runner that writes it, and can fail before or after a line is kept. */
final class InMemoryJournal implements MoveJournal {

    private final List<Line> lines = new ArrayList<>();
    private Runnable afterAppend = () -> {};

    /** Runs when a line is durable. */
    void afterAppend(Runnable hook) {
        afterAppend = hook;
    }

    @Override
    public void append(Line line) {
        lines.add(line);
        afterAppend.run();
    }

    @Override
    public void requireOurs() {}

    @Override
    public List<Line> unfinished() {
        Map<String, Line> newest = new LinkedHashMap<>();
        lines.forEach(line -> newest.put(line.move().id(), line));
        return newest.values().stream()
                .filter(line -> line.state() instanceof MoveState.Running)
                .toList();
    }

    @Override
    public List<Instant> begun(Move.Kind kind, String unit) {
        Map<String, Instant> first = new LinkedHashMap<>();
        lines.stream()
                .filter(line -> line.move().kind() == kind && line.move().unit().equals(unit))
                .forEach(
                        line -> first.putIfAbsent(line.move().id(), line.state().at()));
        return List.copyOf(first.values());
    }

    List<Step> steps() {
        return lines.stream()
                .map(Line::state)
                .filter(MoveState.Running.class::isInstance)
                .map(state -> ((MoveState.Running) state).step())
                .distinct()
                .toList();
    }
}
