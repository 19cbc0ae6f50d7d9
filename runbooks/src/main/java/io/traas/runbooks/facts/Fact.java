package io.traas.runbooks.facts;

import java.util.List;

/**
 * What a rule can match on. Every fact is an immutable record of plain values (numbers, flags, texts, targets), derived
 * from the recorded snapshot of a decision and from nothing else.
 */
public sealed interface Fact permits Trouble, Symptom, Workload, PodTrouble, NodeTrouble, Release {

    /** All kinds of facts there are; a rule can name no other class. */
    List<Class<? extends Fact>> TYPES =
            List.of(Trouble.class, Symptom.class, Workload.class, PodTrouble.class, NodeTrouble.class, Release.class);
}
