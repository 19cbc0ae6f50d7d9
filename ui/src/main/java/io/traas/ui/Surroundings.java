package io.traas.ui;

import io.traas.model.kafka.Publisher;
import io.traas.ui.control.StopSwitch;
import io.traas.ui.health.StageProbe;
import java.time.Clock;

/**
 * Everything outside of this process that the dashboard talks to, except its store.
 *
 * @param publisher where commands go; closed by whoever made it
 * @param waitForTopics returns once the topics can be read; interrupted when the dashboard stops before
 */
record Surroundings(
        Publisher publisher,
        Intake intake,
        WaitForTopics waitForTopics,
        StopSwitch stopSwitch,
        StageProbe probe,
        Clock clock) {

    interface WaitForTopics {
        void await() throws InterruptedException;
    }
}
