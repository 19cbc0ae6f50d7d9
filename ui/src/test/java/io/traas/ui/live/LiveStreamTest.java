package io.traas.ui.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.traas.model.LedgerEntry;
import io.traas.model.wire.Topics;
import io.traas.ui.RunningUi;
import io.traas.ui.Samples;
import io.traas.ui.live.EventStream.Received;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The live stream on the wire: nothing lost, nothing twice, nobody waits for a slow reader. */
class LiveStreamTest {

    private RunningUi ui;
    private int escalations;

    @BeforeEach
    void start() {
        ui = new RunningUi(Map.of("ui.stream.limit", "3"));
        await().until(ui.topics::isRead);
    }

    @AfterEach
    void stop() {
        ui.close();
    }

    @Test
    void aNewIncidentArrivesAsEventAndAsSummaryOfOneSequence() throws IOException {
        try (EventStream stream = new EventStream(ui, "").read()) {
            await().until(() -> !stream.frames("hb").isEmpty());
            ui.topics.arrive(Topics.INCIDENTS, Samples.opened());
            await().until(() -> !stream.frames("incident").isEmpty());
            List<Received> events = stream.frames("event");
            assertThat(events).extracting(Received::id).containsExactly("1", "2");
            assertThat(stream.frames("incident").get(0).id()).isEqualTo("2");
            assertThat(stream.frames("incident").get(0).data()).contains("\"title\":\"Errors on shop/cart\"");
            assertThat(stream.head())
                    .anyMatch(line -> line.equalsIgnoreCase("Content-Type: text/event-stream;charset=UTF-8"))
                    .anyMatch(line -> line.equalsIgnoreCase("Cache-Control: no-store, no-transform"))
                    .noneMatch(line -> line.toLowerCase().startsWith("content-encoding"));
        }
    }

    @Test
    void whatWasMissedComesExactlyOnce() throws IOException {
        ui.topics.arrive(Topics.INCIDENTS, Samples.opened());
        escalate(3);
        List<String> ids = new ArrayList<>();
        try (EventStream first = new EventStream(ui, "?cursor=0").read()) {
            await().until(() -> first.frames("event").size() == 5);
            first.frames("event").forEach(frame -> ids.add(frame.id()));
        }
        escalate(4);
        try (EventStream second = new EventStream(ui, "?cursor=0", "Last-Event-ID: 5").read()) {
            escalate(2);
            await().until(() -> second.frames("event").size() >= 6);
            second.frames("event").forEach(frame -> ids.add(frame.id()));
        }
        assertThat(ids).containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11");
    }

    @Test
    void aSummaryThatMayHaveBeenCutOffComesAgain() throws IOException {
        ui.topics.arrive(Topics.INCIDENTS, Samples.opened());
        try (EventStream stream = new EventStream(ui, "?cursor=2").read()) {
            await().until(() -> !stream.frames("hb").isEmpty());
            assertThat(stream.frames("incident")).extracting(Received::id).containsExactly("2");
            assertThat(stream.frames("event")).isEmpty();
        }
    }

    @Test
    void aCursorFromTooLongAgoOrFromAnotherStoreGetsOneResync() throws IOException {
        escalate(LiveStream.MAX_BEHIND);
        await().until(() -> knows(LiveStream.MAX_BEHIND));
        for (String cursor : List.of("1", "999999")) {
            try (EventStream stream = new EventStream(ui, "?cursor=" + cursor).read()) {
                await().until(() -> !stream.frames("hb").isEmpty());
                assertThat(stream.frames("resync")).hasSize(1);
                assertThat(stream.frames("event")).isEmpty();
            }
        }
    }

    /** The stream has come as far as this event: a cursor there is nothing unheard of. */
    private boolean knows(int seq) throws IOException {
        try (EventStream probe = new EventStream(ui, "?cursor=" + seq).read()) {
            await().until(() -> !probe.frames("hb").isEmpty());
            return probe.frames("resync").isEmpty();
        }
    }

    @Test
    void aReaderThatDoesNotReadHoldsUpNobodyAndGetsAResync() throws IOException {
        try (EventStream slow = new EventStream(ui, "");
                EventStream quick = new EventStream(ui, "").read()) {
            await().until(() ->
                    ui.json("/api/v1/health").path("streamSubscribers").asInt() == 2);
            String padding = "x".repeat(12_000);
            for (int i = 0; i < 1_600; i++) {
                ui.topics.arrive(
                        Topics.LEDGER, new LedgerEntry.Escalated("e" + i, Samples.ID, "p", Samples.T0, i + padding));
            }
            await().until(() -> quick.frames("event").size() == 1_600);
            slow.read();
            await().until(() -> !slow.frames("resync").isEmpty());
            assertThat(slow.frames("event")).hasSizeLessThan(1_600);
        }
    }

    @Test
    void aStreamThatIsClosedIsForgotten() throws IOException {
        EventStream stream = new EventStream(ui, "").read();
        await().until(() -> ui.json("/api/v1/health").path("streamSubscribers").asInt() == 1);
        stream.close();
        await().until(() -> ui.json("/api/v1/health").path("streamSubscribers").asInt() == 0);
    }

    @Test
    void moreStreamsThanTheLimitAreRefused() throws IOException {
        List<EventStream> open = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            open.add(new EventStream(ui, "").read());
        }
        await().until(() -> ui.json("/api/v1/health").path("streamSubscribers").asInt() == 3);
        assertThat(ui.get("/api/v1/stream").statusCode()).isEqualTo(503);
        assertThat(ui.get("/api/v1/stream?cursor=x").statusCode()).isEqualTo(400);
        for (EventStream stream : open) {
            stream.close();
        }
    }

    @Test
    void whoComesLaterLearnsWhereTheSwitchStands() throws IOException {
        ui.post("/api/v1/control/stop", "{\"reason\":\"drill\",\"by\":\"kim\"}");
        try (EventStream stream = new EventStream(ui, "").read()) {
            await().until(() -> !stream.frames("hb").isEmpty());
            assertThat(stream.frames("control").get(0).data()).contains("\"stopped\":true");
            assertThat(stream.frames("control").get(0).id()).isEmpty();
            assertThat(stream.frames("health")).isNotEmpty();
        }
    }

    private void escalate(int times) {
        for (int i = 0; i < times; i++) {
            String id = "esc-" + escalations++;
            ui.topics.arrive(Topics.LEDGER, new LedgerEntry.Escalated(id, Samples.ID, Samples.PLAN, Samples.T0, id));
        }
    }
}
