package io.traas.drills.demo;

import io.traas.drills.demo.Results.FaultResult;
import io.traas.drills.demo.Results.OutageResult;
import io.traas.drills.faults.Catalogue;
import io.traas.drills.faults.Fault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Kills what the loop is made of while it runs, one part after the other: the rest must go on and say what it misses,
 * and after the part's return the loop must close again. Needs the platform's programs in processes of their own.
 */
final class Outages {

    /** What is killed, and the fault that afterwards shows whether the loop still closes. */
    private record Plan(String part, String fault) {}

    private static final String BANK = "bank";
    private static final List<Plan> PLANS = List.of(
            new Plan(Platform.BROKER, "sub-healthy-replica"),
            new Plan("detector", "bad-release"),
            new Plan("ui", "slow-release"),
            new Plan(BANK, "bad-config"));

    private static final Duration AWAY = Duration.ofSeconds(10);
    private static final Duration NOTICE_LIMIT = Duration.ofSeconds(30);
    private static final Duration RETURN_LIMIT = Duration.ofSeconds(120);
    private static final long POLL_MS = 250;

    private final Scene scene;
    private final Episodes episodes;
    private final Narrator narrator;
    private final Clock clock;

    Outages(Scene scene, Episodes episodes, Narrator narrator, Clock clock) {
        this.scene = scene;
        this.episodes = episodes;
        this.narrator = narrator;
        this.clock = clock;
    }

    List<OutageResult> play() throws InterruptedException {
        List<OutageResult> results = new java.util.ArrayList<>();
        for (Plan plan : PLANS) {
            results.add(plan.part().equals(BANK) ? bankGone(plan) : programGone(plan));
        }
        return results;
    }

    private OutageResult programGone(Plan plan) throws InterruptedException {
        narrator.begin("killing the " + plan.part());
        scene.platform().program(plan.part()).kill();
        // Nobody can ask a dashboard that is away; what it would say is that it is away.
        boolean noticed = plan.part().equals("ui")
                ? await(NOTICE_LIMIT, () -> !scene.view().answers())
                : await(NOTICE_LIMIT, () -> !complaints().isEmpty());
        narrator.say(noticed ? "the rest says what it misses: " + complaints() : "nobody noticed");
        TimeUnit.MILLISECONDS.sleep(AWAY.toMillis());
        boolean othersAlive = scene.platform().programs().stream()
                .filter(name -> !name.equals(plan.part()))
                .allMatch(name -> scene.platform().program(name).isAlive());
        scene.platform().restart(plan.part());
        return afterwards(plan, noticed, othersAlive);
    }

    /** Every process of the bank at once; the kubelets start them again. */
    private OutageResult bankGone(Plan plan) throws InterruptedException {
        narrator.begin("killing every process of the bank");
        for (long pid : scene.bank().cluster().pids().values()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        boolean noticed =
                await(NOTICE_LIMIT, () -> scene.view().incidents().stream().anyMatch(PlatformView.IncidentRow::open));
        narrator.say(noticed ? "an incident is open" : "nobody noticed");
        scene.bank().restore(RETURN_LIMIT);
        boolean othersAlive = scene.platform().programs().stream()
                .allMatch(name -> scene.platform().program(name).isAlive());
        return afterwards(plan, noticed, othersAlive);
    }

    private OutageResult afterwards(Plan plan, boolean noticed, boolean othersAlive) throws InterruptedException {
        boolean back = await(RETURN_LIMIT, () -> allUp() && scene.view().warm() && noneOpen());
        narrator.say(back ? "all stages are up again" : "not all stages came back: " + complaints());
        FaultResult proof = episodes.play((Fault) Catalogue.byId(plan.fault()));
        return new OutageResult(plan.part(), noticed, othersAlive, back, proof);
    }

    private boolean noneOpen() {
        return scene.view().incidents().stream().noneMatch(PlatformView.IncidentRow::open);
    }

    private boolean allUp() {
        List<PlatformView.StageRow> stages = scene.view().stages();
        return !stages.isEmpty()
                && stages.stream().allMatch(stage -> stage.status().equals("UP"));
    }

    private List<String> complaints() {
        return scene.view().stages().stream()
                .filter(stage -> !stage.status().equals("UP"))
                .map(stage -> stage.name() + " " + stage.status() + " " + stage.summary())
                .toList();
    }

    private boolean await(Duration limit, BooleanSupplier condition) throws InterruptedException {
        Instant until = clock.instant().plus(limit);
        while (!condition.getAsBoolean()) {
            if (clock.instant().isAfter(until)) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        return true;
    }
}
