package io.traas.remediation;

import io.traas.model.stage.StageMain;

/** Remediation as a process of its own: {@code [--config FILE]}. */
public final class RemediationMain {

    private RemediationMain() {}

    public static void main(String[] arguments) {
        StageMain.run("remediation", arguments, Remediation::start);
    }
}
