package io.traas.drills.faults;

import io.traas.drills.faults.traps.FaultInClosedNamespace;
import io.traas.drills.faults.traps.HalfScrapesLost;
import io.traas.drills.faults.traps.HarmlessRollout;
import io.traas.drills.faults.traps.OutsideDependencyDown;
import io.traas.drills.faults.traps.PersonChanging;
import io.traas.drills.faults.traps.ShortBlip;
import java.util.List;
import java.util.stream.Stream;

/** All faults and traps there are. */
public final class Catalogue {

    private static final List<Fault> FAULTS = List.of(
            new BadRelease(),
            new SlowRelease(),
            new MemoryLeak(),
            new HungReplica(),
            new SubHealthyReplica(),
            new TrafficSurge(),
            new NodeLoss(),
            new BadConfig());

    private static final List<Trap> TRAPS = List.of(
            new HarmlessRollout(),
            new FaultInClosedNamespace(),
            new OutsideDependencyDown(),
            new HalfScrapesLost(),
            new ShortBlip(),
            new PersonChanging());

    private Catalogue() {}

    public static List<Fault> faults() {
        return FAULTS;
    }

    public static List<Trap> traps() {
        return TRAPS;
    }

    /** The fault or trap of this id; an unknown one is refused with the ids there are. */
    public static Drill byId(String id) {
        return Stream.<Drill>concat(FAULTS.stream(), TRAPS.stream())
                .filter(drill -> drill.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("no fault or trap is called '" + id + "'; there are " + ids()));
    }

    /** Ids of all faults, then of all traps. */
    public static List<String> ids() {
        return Stream.<Drill>concat(FAULTS.stream(), TRAPS.stream())
                .map(Drill::id)
                .toList();
    }
}
