package io.traas.ui.incidents;

import static io.traas.ui.Samples.CART;
import static io.traas.ui.Samples.ID;
import static io.traas.ui.Samples.PLAN;
import static io.traas.ui.Samples.T0;
import static io.traas.ui.Samples.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.traas.model.Action;
import io.traas.model.Command;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.Lifecycle;
import io.traas.model.Outcome;
import io.traas.model.Severity;
import io.traas.model.Target;
import io.traas.model.Verdict;
import io.traas.model.kafka.RetryLaterException;
import io.traas.ui.Samples;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the projection keeps, whichever database keeps it. */
abstract class ProjectorContract {

    private final AtomicInteger commits = new AtomicInteger();
    private HikariDataSource database;
    private IncidentStore store;
    private Projector projector;

    /** An empty database; the same for as long as one test runs. */
    abstract HikariDataSource open();

    @BeforeEach
    void start() {
        database = open();
        store = new IncidentStore(database);
        projector = new Projector(store, commits::incrementAndGet);
    }

    @AfterEach
    void stop() {
        database.close();
    }

    @Test
    void anIncidentIsTheSameWhateverCameFirstAcrossTopics() {
        List<Runnable> topics = new ArrayList<>(List.of(
                () -> {
                    projector.incident(Samples.opened());
                    projector.incident(Samples.located());
                    projector.incident(Samples.resolved(30));
                },
                () -> projector.decision(Samples.act()),
                () -> {
                    projector.ledger(Samples.intent());
                    projector.ledger(Samples.result(Outcome.SUCCEEDED));
                    projector.ledger(Samples.verified(Verdict.RECOVERED));
                },
                () -> projector.anomaly(Samples.anomaly("an-" + ID, Lifecycle.CLOSED, 25))));
        Collections.shuffle(topics, new Random(System.nanoTime()));
        topics.forEach(Runnable::run);
        IncidentSummary summary = store.summary(ID).orElseThrow();
        assertThat(summary.outcome()).isEqualTo(IncidentSummary.Outcome.HEALED);
        assertThat(summary.stage()).isEqualTo(LoopStage.CLOSED);
        assertThat(summary.instants().actionStartedAt()).isEqualTo(at(2.2));
        assertThat(store.eventsOf(ID, 0, 100))
                .extracting(TimelineEvent::summary)
                .contains("Incident resolved");
    }

    @Test
    void everythingDeliveredTwiceChangesNothing() {
        for (int i = 0; i < 2; i++) {
            projector.change(Samples.rollout(-12));
            projector.anomaly(Samples.anomaly("an-" + ID, Lifecycle.OPENED, 0));
            projector.incident(Samples.opened());
            projector.incident(Samples.located());
            projector.decision(Samples.act());
            projector.ledger(Samples.asked(PLAN, 3, at(600)));
            projector.command(new Command.Approve("c-1", at(4), "kim", "fine", PLAN, ""));
            projector.anomaly(Samples.anomaly("an-" + ID, Lifecycle.CLOSED, 25));
        }
        List<TimelineEvent> events = store.eventsOf(ID, 0, 100);
        assertThat(events)
                .extracting(TimelineEvent::kind)
                .containsExactly(
                        EventKind.ANOMALY,
                        EventKind.INCIDENT,
                        EventKind.CHANGE,
                        EventKind.INCIDENT,
                        EventKind.DECISION,
                        EventKind.APPROVAL,
                        EventKind.APPROVAL,
                        EventKind.ANOMALY);
        assertThat(store.lastSeq()).isEqualTo(9);
        assertThat(store.eventsAfter(0, 100))
                .extracting(TimelineEvent::seq)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(store.summary(ID).orElseThrow().stage()).isEqualTo(LoopStage.DECIDE);
    }

    @Test
    void aWorseSeverityIsALineOfItsOwn() {
        projector.incident(Samples.opened());
        projector.incident(Samples.incident(Lifecycle.UPDATED, Severity.SEV1, 3, null, List.of()));
        assertThat(store.eventsOf(ID, 0, 100))
                .filteredOn(event -> event.kind() == EventKind.SEVERITY)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.summary()).isEqualTo("Severity SEV2 -> SEV1");
                    assertThat(event.failed()).isTrue();
                    assertThat(event.at()).isEqualTo(at(3));
                });
        assertThat(store.summary(ID).orElseThrow().severity()).isEqualTo(Severity.SEV1);
    }

    @Test
    void anOlderStateOfAnIncidentIsIgnored() {
        projector.incident(Samples.resolved(30));
        projector.incident(Samples.opened());
        assertThat(store.summary(ID).orElseThrow().state()).isEqualTo(IncidentSummary.State.RESOLVED);
    }

    @Test
    void heartbeatsAreNoIncidents() {
        Incident sample = Samples.opened();
        projector.incident(new Incident(
                "heartbeat-7",
                Lifecycle.OPENED,
                CART,
                FailureClass.HEARTBEAT,
                Severity.SEV4,
                1,
                T0,
                T0,
                null,
                T0,
                T0,
                List.of(),
                List.of(),
                CART,
                List.of(),
                1));
        projector.ledger(new LedgerEntry.HeartbeatSeen("h", "heartbeat-7", "heartbeat-7", T0, 7));
        assertThat(store.list(null, "", 10).total()).isZero();
        assertThat(store.lastSeq()).isZero();
        assertThat(sample.id()).isEqualTo(ID);
    }

    @Test
    void whatIsDoneOutsideOfIncidentsIsActivityAndNothingElseIs() {
        Command.SwitchOver order = new Command.SwitchOver("c1", at(1), "ann", "new disks", "u1", "b1");
        Command.Run run = new Command.Run("c2", at(3), "bob", "stuck", List.of(new Action.RestartWorkload(CART)));
        projector.incident(Samples.opened());
        projector.ledger(Samples.intent());
        projector.change(Samples.rollout(1));
        projector.ledger(LedgerEntry.TookOver.of(7, "r-0", T0));
        projector.command(order);
        projector.ledger(moveStep("PRECHECK", "", at(2)));
        projector.ledger(moveStep("", "ABORTED", at(2.5)));
        projector.command(run);
        projector.ledger(new LedgerEntry.Escalated("e", run.ownIncident(), "p", at(4), "nobody there"));

        assertThat(store.activity(100))
                .extracting(TimelineEvent::kind)
                .containsExactly(
                        EventKind.ESCALATION,
                        EventKind.ORDER,
                        EventKind.MOVE,
                        EventKind.MOVE,
                        EventKind.ORDER,
                        EventKind.PLATFORM);
        assertThat(store.activity(4).get(3).summary()).isEqualTo("Unit u1, switchover from a1 to b1: PRECHECK");
        assertThat(store.activity(4).get(2).failed()).isTrue();
    }

    @Test
    void anOrderThatTakesTwoPersonsCanBeAnsweredAlthoughItHasNoIncident() {
        Command.Run run = new Command.Run("c2", at(3), "bob", "stuck", List.of(new Action.RestartWorkload(CART)));
        Questions questions = new Questions(store);
        projector.command(run);
        projector.ledger(new LedgerEntry.ApprovalAsked(
                "q", run.ownIncident(), "p", at(4), Samples.plan("p", 1), "ordered by bob", at(600), "abc", 2));

        assertThat(questions.about("p")).hasValueSatisfying(question -> {
            assertThat(question.open()).isTrue();
            assertThat(question.hash()).isEqualTo("abc");
        });
        assertThat(store.activity(1).get(0).summary()).endsWith("answer with ./traas approve p abc");

        projector.ledger(
                new LedgerEntry.ApprovalAnswered("a", run.ownIncident(), "p", at(5), true, "bob, ann", "fine"));
        assertThat(questions.about("p"))
                .hasValueSatisfying(question -> assertThat(question.open()).isFalse());
    }

    private static LedgerEntry moveStep(String step, String result, Instant at) {
        String why = result.isEmpty() ? "" : "b1 does not answer";
        return new LedgerEntry.MoveStep(
                "m-" + step, "", "m", at, "SWITCHOVER", "u1", "g", "a1", 1, "b1", 2, -1, step, result, why);
    }

    @Test
    void changesNearAnIncidentAreOnItsTimelineAndOthersAreNot() {
        projector.change(Samples.rollout(-12));
        projector.change(Samples.rollout(-7_200));
        projector.incident(Samples.opened());
        projector.change(Samples.rollout(5));
        assertThat(store.eventsOf(ID, 0, 100))
                .filteredOn(event -> event.kind() == EventKind.CHANGE)
                .extracting(TimelineEvent::at)
                .containsExactly(at(-12), at(5));
        assertThat(store.changesOf(CART, at(-10_000), at(100))).hasSize(3);
    }

    @Test
    void theListPutsThoseThatWaitForAPersonFirst() {
        incident("mild", Severity.SEV4, 50);
        incident("bad", Severity.SEV1, 1);
        incident("bad-newer", Severity.SEV1, 2);
        projector.incident(Samples.opened());
        projector.ledger(Samples.escalated());
        projector.incident(Samples.incident("over", CART, Lifecycle.CLOSED, Severity.SEV1, 9, at(9), List.of()));
        assertThat(store.list(null, "", 10).incidents())
                .extracting(IncidentSummary::id)
                .startsWith(ID)
                .endsWith("mild", "over")
                .contains("bad", "bad-newer");
        assertThat(store.list(IncidentSummary.State.OPEN, "", 2))
                .satisfies(page -> assertThat(page.total()).isEqualTo(4))
                .satisfies(page -> assertThat(page.incidents()).hasSize(2));
        assertThat(store.openCount()).isEqualTo(4);
    }

    @Test
    void searchTakesTextAsItIs() {
        incident("percent", Severity.SEV2, 1);
        assertThat(store.list(null, "%", 10).total()).isZero();
        assertThat(store.list(null, "PERC", 10).total()).isEqualTo(1);
        assertThat(store.list(null, "'; drop table incident; --", 10).total()).isZero();
    }

    @Test
    void longTextsAndStrangeCharactersFit() {
        String strange = "ü€𝄞\n\t\"'\\" + "x".repeat(50_000);
        projector.incident(Samples.opened());
        projector.ledger(new LedgerEntry.Escalated("e-long", ID, PLAN, at(70), strange));
        TimelineEvent event = store.eventsOf(ID, 0, 100).get(2);
        assertThat(event.summary()).hasSizeLessThanOrEqualTo(200).startsWith("Handed to a person: ü€𝄞");
        assertThat(event.detail()).contains("x".repeat(50_000));
    }

    @Test
    void incidentsOutliveTheProcess() {
        projector.incident(Samples.opened());
        String identity = store.id();
        IncidentStore reopened = new IncidentStore(database);
        assertThat(reopened.summary(ID)).isEqualTo(store.summary(ID));
        assertThat(reopened.id()).isEqualTo(identity);
    }

    @Test
    void aDatabaseThatIsAwayMeansLaterAndNotNever() {
        database.close();
        assertThatThrownBy(() -> projector.incident(Samples.opened()))
                .isInstanceOf(RetryLaterException.class)
                .hasMessageContaining("incident store");
        assertThat(commits).hasValue(0);
    }

    @Test
    void writersTakeTurnsSoThatNoSequenceIsSkippedOrSeenLate() throws InterruptedException {
        List<Thread> writers = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            String prefix = "w" + writer + "-";
            writers.add(new Thread(() -> {
                for (int i = 0; i < 25; i++) {
                    projector.ledger(new LedgerEntry.Escalated(prefix + i, ID, PLAN, T0, "why"));
                }
            }));
        }
        writers.forEach(Thread::start);
        long seen = 0;
        while (seen < 100) {
            for (TimelineEvent event : store.eventsAfter(seen, 10)) {
                assertThat(event.seq()).isEqualTo(++seen);
            }
        }
        for (Thread writer : writers) {
            writer.join();
        }
    }

    @Test
    void anomaliesAreFoundByWorkloadSignalAndTime() {
        projector.anomaly(Samples.anomaly("an-1", Lifecycle.OPENED, 0));
        projector.anomaly(Samples.anomaly("an-1", Lifecycle.CLOSED, 30));
        projector.anomaly(Samples.anomaly("an-1", Lifecycle.UPDATED, 10));
        assertThat(store.anomaliesOf(CART, "errors", at(20), at(40)))
                .singleElement()
                .satisfies(anomaly -> assertThat(anomaly.state()).isEqualTo(Lifecycle.CLOSED));
        assertThat(store.anomaliesOf(CART, "errors", at(31), at(40))).isEmpty();
        assertThat(store.anomaliesOf(CART, "latency", at(0), at(40))).isEmpty();
    }

    private void incident(String id, Severity severity, double seconds) {
        projector.incident(Samples.incident(
                id, Target.deployment("prod", "shop", id), Lifecycle.OPENED, severity, seconds, null, List.of()));
    }
}
