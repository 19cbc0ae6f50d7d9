package io.traas.drills.load;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Judges by what customers got, in sliding windows. Answers come in the order of their time; {@link #evaluate} may be
 * called at any time between. Not thread-safe; keeps time by what it is told only.
 */
final class Judge {

    /** Stamps kept; a drill makes two for each fault. */
    private static final int STAMPS = 1000;

    private final Objective objective;
    private final Deque<Answer> recent = new ArrayDeque<>();
    private final Deque<Stamp> stamps = new ArrayDeque<>();
    private Verdict verdict = Verdict.WARMING;

    Judge(Objective objective) {
        this.objective = objective;
    }

    void answered(Answer answer) {
        recent.addLast(answer);
    }

    /** Looks at the windows that end now; hands back the stamp if the verdict changes. */
    Optional<Stamp> evaluate(long nowMillis) {
        forgetBefore(nowMillis - objective.longest().toMillis());
        return switch (verdict) {
            case WARMING -> {
                if (isCalm(nowMillis)) {
                    verdict = Verdict.CONTENT;
                }
                yield Optional.empty();
            }
            case CONTENT -> suffering(nowMillis);
            case SUFFERING -> recovered(nowMillis);
        };
    }

    Verdict verdict() {
        return verdict;
    }

    /** Oldest first. */
    List<Stamp> stamps() {
        return List.copyOf(stamps);
    }

    /** Answers of the longest window, oldest first. */
    List<Answer> recent() {
        return new ArrayList<>(recent);
    }

    private Optional<Stamp> suffering(long nowMillis) {
        List<Answer> window = since(nowMillis - objective.window().toMillis());
        List<Answer> bad =
                window.stream().filter(answer -> answer.isBad(objective)).toList();
        if (bad.size() < objective.badCount() || bad.size() < objective.badShare() * window.size()) {
            return Optional.empty();
        }
        verdict = Verdict.SUFFERING;
        return stamped(Stamp.Kind.EFFECTIVE, bad.get(0).atMillis(), figures(bad.size(), window.size()));
    }

    private Optional<Stamp> recovered(long nowMillis) {
        if (!isCalm(nowMillis)) {
            return Optional.empty();
        }
        verdict = Verdict.CONTENT;
        long calmSince = nowMillis - objective.calm().toMillis();
        List<Answer> calm = since(calmSince);
        return stamped(Stamp.Kind.RECOVERED, calmSince, figures(badOf(calm), calm.size()));
    }

    private boolean isCalm(long nowMillis) {
        List<Answer> stretch = since(nowMillis - objective.calm().toMillis());
        return stretch.size() >= objective.calmCount() && badOf(stretch) <= objective.calmShare() * stretch.size();
    }

    private int badOf(List<Answer> answers) {
        return (int) answers.stream().filter(answer -> answer.isBad(objective)).count();
    }

    private List<Answer> since(long millis) {
        return recent.stream().filter(answer -> answer.atMillis() > millis).toList();
    }

    private void forgetBefore(long millis) {
        while (!recent.isEmpty() && recent.getFirst().atMillis() <= millis) {
            recent.removeFirst();
        }
    }

    private Optional<Stamp> stamped(Stamp.Kind kind, long atMillis, String because) {
        Stamp stamp = new Stamp(kind, atMillis, because);
        stamps.addLast(stamp);
        if (stamps.size() > STAMPS) {
            stamps.removeFirst();
        }
        return Optional.of(stamp);
    }

    private static String figures(int bad, int all) {
        return String.format(Locale.ROOT, "%d of %d answers bad", bad, all);
    }
}
