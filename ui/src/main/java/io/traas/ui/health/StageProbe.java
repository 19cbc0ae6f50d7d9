package io.traas.ui.health;

import java.util.Map;

/** Asks every stage it knows how it is. Never throws and never takes longer than a second. */
public interface StageProbe {

    /** Name of the stage to its answer. */
    Map<String, Answer> ask();
}
