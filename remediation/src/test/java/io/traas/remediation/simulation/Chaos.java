package io.traas.remediation.simulation;

import java.time.Duration;

/** What happens to a machine at the boundary it has just come to: nothing, mostly. */
final class Chaos {

    private final Chance chance;
    private final Baton baton;
    private final Trace trace;
    private Weather weather;

    Chaos(Weather weather, Chance chance, Baton baton, Trace trace) {
        this.weather = weather;
        this.chance = chance;
        this.baton = baton;
        this.trace = trace;
    }

    Weather weather() {
        return weather;
    }

    void calmDown() {
        weather = Weather.CALM;
    }

    /** @throws Killed when that is what happens */
    void strike(String boundary) {
        Machine machine = baton.machine();
        if (chance.perMille(weather.kill())) {
            trace.add(machine + " is killed at " + boundary);
            machine.switchOff();
        } else if (chance.perMille(weather.pause())) {
            Duration length = chance.millis(1_000, 60_000);
            trace.add(machine + " stands still for " + length.toMillis() + " ms at " + boundary);
            machine.pause(baton.now(), length);
        } else if (chance.perMille(weather.cut())) {
            Duration length = chance.millis(1_000, 30_000);
            trace.add(machine + " is cut off for " + length.toMillis() + " ms at " + boundary);
            machine.cut(baton.now(), length);
        } else {
            return;
        }
        baton.pass(Duration.ZERO);
    }
}
