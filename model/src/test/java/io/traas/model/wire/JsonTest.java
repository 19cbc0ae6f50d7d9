package io.traas.model.wire;

import static io.traas.model.Samples.NOON;
import static io.traas.model.Samples.POD;
import static io.traas.model.Samples.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.traas.model.Action;
import io.traas.model.AlertAction;
import io.traas.model.Command;
import io.traas.model.DeadLetter;
import io.traas.model.IsolationAction;
import io.traas.model.JobAction;
import io.traas.model.LedgerEntry;
import io.traas.model.Outcome;
import io.traas.model.RolloutAction;
import io.traas.model.Samples;
import io.traas.model.ScalingAction;
import io.traas.model.StopScope;
import io.traas.model.TaintAction;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.TrafficAction;
import io.traas.model.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonTest {

    private static final LedgerEntry MOVE_STEP = new LedgerEntry.MoveStep(
            "move-step-1",
            "",
            "failover-u1-8-1772366400000",
            NOON,
            "FAILOVER",
            "u1",
            "ledgers",
            "a1",
            7,
            "b1",
            8,
            1042,
            "PROMOTE_TARGET",
            "",
            "");
    private static final LedgerEntry NOTED = new LedgerEntry.ApprovalNoted(
            "n", "inc-1", "p", NOON, "ann", "yes", "00ff", LedgerEntry.ApprovalNote.OTHER_HASH, "another waits");
    private static final LedgerEntry UNDO_OWED =
            new LedgerEntry.UndoOwed("o", "inc-1", "p2", NOON, "p", Samples.PLAN, true);
    private static final LedgerEntry UNDONE =
            new LedgerEntry.Undone("u", "inc-1", "p2", NOON, "p", true, "scaled back");
    private static final LedgerEntry SWITCH_SEEN = LedgerEntry.SwitchSeen.of("uid", NOON);
    private static final LedgerEntry ACKNOWLEDGED =
            LedgerEntry.Commanded.of(new Command.Acknowledge("c", NOON, "ann", "on it", "inc-1"), NOON);

    private static final Target NODE = Target.node("c1", "n1");

    static Stream<LedgerEntry> everyLedgerEntry() {
        return Stream.of(
                new LedgerEntry.Guarded(
                        "g",
                        "inc-1",
                        "p",
                        NOON,
                        "bad-release",
                        1,
                        true,
                        List.of(new LedgerEntry.GuardCheck("AntiFlap", true, "first"))),
                new LedgerEntry.Guarded(
                        "g",
                        "inc-1",
                        "p",
                        NOON,
                        "bad-release",
                        1,
                        false,
                        List.of(new LedgerEntry.GuardCheck(
                                "BlastRadiusCap", false, "too much", "purse-overdrawn", Map.of("cap", "1")))),
                new LedgerEntry.ApprovalAsked("a", "inc-1", "p", NOON, Samples.PLAN, "risk", NOON.plusSeconds(600)),
                new LedgerEntry.ApprovalAsked("a", "inc-1", "p", NOON, null, "nothing known fits", NOON),
                new LedgerEntry.ApprovalAnswered("b", "inc-1", "p", NOON, true, "ann", "looks right"),
                intent(new Action.DeletePod(POD, "uid")),
                LedgerEntry.TookOver.of(8, "replica-1", NOON),
                MOVE_STEP,
                NOTED,
                UNDO_OWED,
                UNDONE,
                SWITCH_SEEN,
                ACKNOWLEDGED,
                LedgerEntry.Commanded.of(new Command.SwitchOver("c", NOON, "ann", "new disks", "u1", "b1"), NOON),
                LedgerEntry.Commanded.of(new Command.Reset("c", NOON, "ann", "fixed", "bad-release", SHOP), NOON),
                LedgerEntry.Commanded.of(
                        new Command.Run("c", NOON, "ann", "stuck", List.of(new Action.RestartWorkload(SHOP))), NOON),
                new LedgerEntry.Result("r", "inc-1", "p", NOON, "i", Outcome.DENIED, "forbidden", "no verb"),
                new LedgerEntry.Verified(
                        "v", "inc-1", "p", NOON, "bad-release", 1, Verdict.RECOVERED, NOON, List.of("errors 0")),
                new LedgerEntry.Escalated("e", "inc-1", "p", NOON, "ladder is at its end"),
                new LedgerEntry.HeartbeatSeen("h", "heartbeat-1", "heartbeat-1", NOON, 1));
    }

    private static LedgerEntry.Intent intent(Action action) {
        return new LedgerEntry.Intent(
                "i", "inc-1", "p", NOON, 0, action, "key", 7, "uid", "errors are 0.5", NOON.plusSeconds(120));
    }

    static Stream<Action> everyAction() {
        return Stream.of(
                new Action.RestartWorkload(SHOP),
                new Action.DeletePod(POD, "uid"),
                new Action.EvictPod(POD, "uid"),
                new Action.RollBack(SHOP, 4, 3),
                new Action.Scale(SHOP, 2, 4),
                new Action.Cordon(NODE),
                new Action.Uncordon(NODE),
                new Action.Drain(NODE),
                new Action.QuarantinePod(POD, "uid"),
                new Action.ReleasePod(POD, "uid"),
                new AlertAction.SilenceAlerts(SHOP, Map.of("alertname", "HighErrors"), 600),
                new AlertAction.EndSilence(SHOP, Map.of("alertname", "HighErrors")),
                new AlertAction.SendMessage(SHOP, "look at the shop"),
                new IsolationAction.IsolatePod(POD, "uid", 600),
                new IsolationAction.RejoinPod(POD, "uid"),
                new JobAction.RunJob(SHOP, "clean-up"),
                new JobAction.RerunJob(SHOP, "import"),
                new JobAction.DeleteJob(SHOP, "import", "uid"),
                new JobAction.SuspendCronJob(SHOP, "report", 600),
                new JobAction.ResumeCronJob(SHOP, "report"),
                new RolloutAction.PauseRollout(SHOP, 600),
                new RolloutAction.ResumeRollout(SHOP),
                new RolloutAction.SetConfig(SHOP, "flags", "new-basket", "on", "off", 600),
                new ScalingAction.SetAutoscalerBounds(SHOP, "shop", 1, 5, 2, 8, 600),
                new ScalingAction.SetLimit(SHOP, "main", ScalingAction.Resource.MEMORY, "256Mi", "512Mi"),
                new TaintAction.AddTaint(NODE, "traas.io/ill", "yes", TaintAction.Effect.NO_SCHEDULE, 600),
                new TaintAction.RemoveTaint(NODE, "traas.io/ill", "yes", TaintAction.Effect.NO_SCHEDULE),
                new TrafficAction.SwitchService(SHOP, "shop", Map.of("track", "green"), Map.of("track", "blue"), 600),
                new TrafficAction.ShiftHttpRoute(SHOP, "shop", Map.of("a", 9, "b", 1), Map.of("a", 0, "b", 10), 600),
                new TrafficAction.ShiftVirtualService(
                        SHOP, "shop", Map.of("shop/v1", 90, "shop/v2", 10), Map.of("shop/v1", 100, "shop/v2", 0), 0));
    }

    @ParameterizedTest
    @MethodSource("everyLedgerEntry")
    void ledger_entries_come_back_as_they_went(LedgerEntry entry) {
        assertThat(roundTrip(Topics.LEDGER, entry)).isEqualTo(entry);
    }

    @Test
    void the_lists_of_this_test_leave_no_type_out() {
        assertThat(everyLedgerEntry().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(LedgerEntry.class.getPermittedSubclasses());
        assertThat(everyAction().map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(records(Action.class).toList());
    }

    private static Stream<Class<?>> records(Class<?> sealed) {
        return Stream.of(sealed.getPermittedSubclasses())
                .flatMap(permitted -> permitted.isInterface() ? records(permitted) : Stream.of(permitted));
    }

    @Test
    void every_action_is_what_its_golden_file_holds() throws IOException {
        List<Action> actions = everyAction().toList();
        JsonNode golden = Json.mapper().readTree(bytes("actions-v1.json"));

        byte[] written = Json.mapper().writeValueAsBytes(actions.toArray(Action[]::new));
        assertThat(Json.mapper().readTree(written)).isEqualTo(golden);
        assertThat(Json.mapper().treeToValue(golden, Action[].class)).containsExactlyElementsOf(actions);
    }

    @Test
    void a_scale_up_for_a_time_says_for_how_long() {
        Action.Scale scale = new Action.Scale(SHOP, 2, 4, 900);
        LedgerEntry intent =
                new LedgerEntry.Intent("i", "inc-1", "p", NOON, 0, scale, "key", 7, "uid", "more traffic", NOON);

        assertThat(roundTrip(Topics.LEDGER, intent)).isEqualTo(intent);
        assertThat(scale.inverse()).contains(new Action.Scale(SHOP, 4, 2));
    }

    @ParameterizedTest
    @MethodSource("everyAction")
    void actions_come_back_as_they_went_and_are_undone_where_they_act(Action action) {
        LedgerEntry intent = intent(action);
        assertThat(roundTrip(Topics.LEDGER, intent)).isEqualTo(intent);
        action.inverse().ifPresent(inverse -> assertThat(inverse.target()).isEqualTo(action.target()));
    }

    @Test
    void decisions_incidents_states_and_changes_come_back_as_they_went() {
        assertThat(roundTrip(Topics.DECISIONS, Samples.DECISION)).isEqualTo(Samples.DECISION);
        assertThat(roundTrip(Topics.INCIDENTS, Samples.INCIDENT)).isEqualTo(Samples.INCIDENT);
        assertThat(roundTrip(Topics.TARGETS, Samples.STATE)).isEqualTo(Samples.STATE);
        assertThat(roundTrip(Topics.CHANGES, Samples.CHANGE)).isEqualTo(Samples.CHANGE);
        assertThat(roundTrip(Topics.ANOMALIES, Samples.ANOMALY)).isEqualTo(Samples.ANOMALY);
        assertThat(roundTrip(Topics.FEEDBACK, Samples.FEEDBACK)).isEqualTo(Samples.FEEDBACK);
        Command stop = new Command.Stop("c", NOON, "ann", "drill", StopScope.parse("namespace.shop"), NOON);
        assertThat(roundTrip(Topics.COMMANDS, stop)).isEqualTo(stop);
        DeadLetter letter = new DeadLetter("collectors/scrape", "http://x", "line 3: no value", NOON, "up");
        assertThat(roundTrip(Topics.DEAD_LETTERS, letter)).isEqualTo(letter);
    }

    @Test
    void every_old_version_is_still_read() {
        assertThat(golden(Topics.DECISIONS, "decision-v1.json")).isEqualTo(Samples.DECISION);
        assertThat(golden(Topics.INCIDENTS, "incident-v1.json")).isEqualTo(Samples.INCIDENT);
        assertThat(golden(Topics.TARGETS, "target-state-v1.json")).isEqualTo(Samples.STATE);
    }

    @Test
    void an_intent_from_before_preconditions_is_read_without_them() {
        assertThat(golden(Topics.LEDGER, "intent-v1.json"))
                .isEqualTo(new LedgerEntry.Intent(
                        "i", "inc-1", "p", NOON, 0, new Action.DeletePod(POD, "uid"), "key", 7, "", "", null));
    }

    @Test
    void intents_and_take_overs_are_what_their_golden_files_hold() throws IOException {
        LedgerEntry intent = intent(new Action.DeletePod(POD, "uid"));
        LedgerEntry tookOver = LedgerEntry.TookOver.of(8, "replica-1", NOON);
        assertThat(golden(Topics.LEDGER, "intent-precondition-v1.json")).isEqualTo(intent);
        assertThat(golden(Topics.LEDGER, "took-over-v1.json")).isEqualTo(tookOver);
        assertThat(Json.mapper().readTree(Topics.LEDGER.codec().encode(intent)))
                .isEqualTo(Json.mapper().readTree(bytes("intent-precondition-v1.json")));
        assertThat(Json.mapper().readTree(Topics.LEDGER.codec().encode(tookOver)))
                .isEqualTo(Json.mapper().readTree(bytes("took-over-v1.json")));
    }

    @ParameterizedTest
    @MethodSource("entriesWithGoldenFiles")
    void entries_of_people_and_of_undoing_are_what_their_golden_files_hold(String file, LedgerEntry entry)
            throws IOException {
        assertThat(golden(Topics.LEDGER, file)).isEqualTo(entry);
        assertThat(Json.mapper().readTree(Topics.LEDGER.codec().encode(entry)))
                .isEqualTo(Json.mapper().readTree(bytes(file)));
    }

    static Stream<Arguments> entriesWithGoldenFiles() {
        return Stream.of(
                Arguments.of("approval-noted-v1.json", NOTED),
                Arguments.of("undo-owed-v1.json", UNDO_OWED),
                Arguments.of("undone-v1.json", UNDONE),
                Arguments.of("switch-seen-v1.json", SWITCH_SEEN),
                Arguments.of("commanded-v1.json", ACKNOWLEDGED));
    }

    @Test
    void a_step_of_a_move_is_what_its_golden_file_holds() throws IOException {
        assertThat(golden(Topics.LEDGER, "move-step-v1.json")).isEqualTo(MOVE_STEP);
        assertThat(Json.mapper().readTree(Topics.LEDGER.codec().encode(MOVE_STEP)))
                .isEqualTo(Json.mapper().readTree(bytes("move-step-v1.json")));
    }

    @Test
    void feedback_is_what_its_golden_file_holds_and_lies_with_its_target() throws IOException {
        assertThat(golden(Topics.FEEDBACK, "feedback-v1.json")).isEqualTo(Samples.FEEDBACK);
        assertThat(Json.mapper().readTree(Topics.FEEDBACK.codec().encode(Samples.FEEDBACK)))
                .isEqualTo(Json.mapper().readTree(bytes("feedback-v1.json")));
        assertThat(Topics.FEEDBACK.key().apply(Samples.FEEDBACK)).isEqualTo(POD.toString());
    }

    @Test
    void a_detector_from_before_objectives_and_forecasts_is_read_with_neutral_values() {
        assertThat(golden(Topics.DETECTORS, "detector-v1.json")).isEqualTo(Samples.THRESHOLD);
    }

    @Test
    void detectors_with_objectives_and_horizons_are_what_their_golden_files_hold() throws IOException {
        assertThat(golden(Topics.DETECTORS, "detector-burn-rate-v1.json")).isEqualTo(Samples.BURN_RATE);
        assertThat(golden(Topics.DETECTORS, "detector-forecast-v1.json")).isEqualTo(Samples.FORECAST);
        assertThat(Json.mapper().readTree(Topics.DETECTORS.codec().encode(Samples.FORECAST)))
                .isEqualTo(Json.mapper().readTree(bytes("detector-forecast-v1.json")));
    }

    @Test
    void what_is_written_today_is_what_the_golden_file_holds() throws IOException {
        assertThat(Json.mapper().readTree(Topics.DECISIONS.codec().encode(Samples.DECISION)))
                .isEqualTo(Json.mapper().readTree(bytes("decision-v1.json")));
    }

    @Test
    void a_state_from_before_roles_and_owners_says_that_they_are_unknown_and_a_new_one_keeps_them() {
        TargetState old = golden(Topics.TARGETS, "target-state-v1.json");
        assertThat(List.of(old.pool(), old.site(), old.role(), old.templateOwner(), old.replicasOwner()))
                .containsOnly("");

        assertThat(golden(Topics.TARGETS, "target-state-owned-v1.json")).isEqualTo(Samples.OWNED);
        assertThat(roundTrip(Topics.TARGETS, Samples.OWNED)).isEqualTo(Samples.OWNED);
    }

    @Test
    void a_state_tells_when_its_cluster_was_followed_and_an_old_one_does_not_say() {
        TargetState old = golden(Topics.TARGETS, "target-state-owned-v1.json");
        assertThat(old.clusterFollowedAt()).isNull();

        TargetState followed = Samples.OWNED.followed(Instant.parse("2026-03-01T12:05:00Z"));
        assertThat(golden(Topics.TARGETS, "target-state-followed-v1.json")).isEqualTo(followed);
        assertThat(roundTrip(Topics.TARGETS, followed)).isEqualTo(followed);
        assertThat(followed.saysTheSameAs(Samples.OWNED)).isTrue();
    }

    @Test
    void unknown_fields_are_ignored() {
        String text = new String(Topics.CHANGES.codec().encode(Samples.CHANGE), StandardCharsets.UTF_8)
                .replaceFirst("\\{", "{\"colour\":\"red\",");
        assertThat(Topics.CHANGES.codec().decode(text.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Samples.CHANGE);
    }

    @Test
    void a_newer_version_is_refused_by_name_and_number() {
        byte[] newer = "{\"schemaVersion\":2,\"id\":\"x\"}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Topics.CHANGES.codec().decode(newer))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("ChangeEvent has schemaVersion 2, this release reads 1 to 1");
    }

    @Test
    void broken_records_say_what_they_should_have_been() {
        assertThatThrownBy(() -> Topics.INCIDENTS.codec().decode("oops".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("not a Incident")
                .hasMessageContaining("oops");
        assertThatThrownBy(() -> Topics.INCIDENTS.codec().decode(null)).isInstanceOf(MalformedRecordException.class);
    }

    private static <T> T roundTrip(Topic<T> topic, T value) {
        return topic.codec().decode(topic.codec().encode(value));
    }

    private static <T> T golden(Topic<T> topic, String file) {
        return topic.codec().decode(bytes(file));
    }

    private static byte[] bytes(String file) {
        try (InputStream in = JsonTest.class.getResourceAsStream("/golden/" + file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
