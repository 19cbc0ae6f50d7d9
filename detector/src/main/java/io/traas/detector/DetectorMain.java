package io.traas.detector;

import io.traas.model.stage.StageMain;

/** The detecting stage as a process. */
public final class DetectorMain {

    private DetectorMain() {}

    public static void main(String[] arguments) {
        StageMain.run("detector", arguments, Detector::start);
    }
}
