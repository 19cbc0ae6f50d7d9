package io.traas.collectors;

import io.traas.model.stage.StageMain;

/** The collectors as a process of their own. */
public final class CollectorsMain {

    private CollectorsMain() {}

    public static void main(String[] arguments) {
        StageMain.run("collectors", arguments, Collectors::start);
    }
}
