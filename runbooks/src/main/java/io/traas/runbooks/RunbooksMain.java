package io.traas.runbooks;

import io.traas.model.stage.StageMain;

/** The runbooks as a process of their own. */
public final class RunbooksMain {

    private RunbooksMain() {}

    public static void main(String[] arguments) {
        StageMain.run("runbooks", arguments, Runbooks::start);
    }
}
