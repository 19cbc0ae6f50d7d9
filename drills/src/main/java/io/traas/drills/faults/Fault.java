package io.traas.drills.faults;

/** Real trouble: customers suffer until the platform, or a person, does the right thing. */
public non-sealed interface Fault extends Drill {}
