package io.traas.ui.health;

import io.traas.ui.health.HealthReport.StageReport;
import io.traas.ui.health.HealthReport.Status;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Notices when a stage falls silent and when it is back, and says so once each time. One thread at a time. */
public final class SilenceAlarm {

    /** What the live stream tells. */
    public record Health(Status status, Set<String> silent) {}

    /** What is sent out. @param event {@code stage-silent} or {@code stage-back} */
    public record Notice(String event, String stage, String text, Instant at) {}

    private final Consumer<Health> live;
    private final Consumer<Notice> outgoing;
    private final Clock clock;
    private Health known;

    public SilenceAlarm(Consumer<Health> live, Consumer<Notice> outgoing, Clock clock) {
        this.live = live;
        this.outgoing = outgoing;
        this.clock = clock;
    }

    public void look(List<StageReport> stages) {
        Health now = new Health(Watch.worst(stages), Watch.silent(stages));
        if (now.equals(known)) {
            return;
        }
        Set<String> before = known == null ? Set.of() : known.silent();
        known = now;
        live.accept(now);
        for (StageReport stage : stages) {
            if (now.silent().contains(stage.name()) && !before.contains(stage.name())) {
                outgoing.accept(new Notice(
                        "stage-silent",
                        stage.name(),
                        "TRaaS: " + stage.name() + " is " + stage.status() + ": " + stage.summary(),
                        clock.instant()));
            }
        }
        Set<String> back = new LinkedHashSet<>(before);
        back.removeAll(now.silent());
        back.forEach(stage ->
                outgoing.accept(new Notice("stage-back", stage, "TRaaS: " + stage + " is back", clock.instant())));
    }
}
