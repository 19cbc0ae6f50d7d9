package io.traas.drills.units.drill;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What can be drilled. */
enum DrillKind {
    /** A unit moves to another site and back, with customers on it. */
    SWITCHOVER(2),
    /** A unit moves, and what moves it is killed while the unit is frozen. */
    MOVER_KILLED(1),
    /** Two centres of five are killed, leaders of two units among them. */
    CENTRES(2),
    /** The same two are cut off from all others, and from the platform, but live on, with customers inside. */
    PARTITION(2),
    /** A follower, then a leader, answers slowly. Nothing may be moved. */
    SLOW_REPLICA(0);

    private final int movesWanted;

    DrillKind(int movesWanted) {
        this.movesWanted = movesWanted;
    }

    int movesWanted() {
        return movesWanted;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<DrillKind> of(String label) {
        return Arrays.stream(values())
                .filter(kind -> kind.label().equals(label))
                .findFirst()
                .map(List::of)
                .orElseThrow(() -> new IllegalArgumentException("--kind is '" + label + "', must be one of "
                        + Arrays.stream(values()).map(DrillKind::label).collect(Collectors.joining(", "))));
    }
}
