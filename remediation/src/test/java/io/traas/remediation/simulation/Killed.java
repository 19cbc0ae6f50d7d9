package io.traas.remediation.simulation;

/** The machine is off: whoever runs on it gets no further than its next call. Nothing may catch it and go on. */
final class Killed extends Error {

    private static final long serialVersionUID = 1L;

    Killed(String machine) {
        super(machine + " is off", null, false, false);
    }
}
