package io.traas.ui.health;

import io.traas.model.stage.StageHealth;

/** What came of asking a stage how it is: its health, or why there is none. One of the two is null. */
public record Answer(StageHealth health, String failure) {

    public static Answer of(StageHealth health) {
        return new Answer(health, null);
    }

    public static Answer failed(String why) {
        return new Answer(null, why);
    }
}
