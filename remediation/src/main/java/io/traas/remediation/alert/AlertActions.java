package io.traas.remediation.alert;

import io.traas.model.AlertAction;
import io.traas.model.AlertAction.EndSilence;
import io.traas.model.AlertAction.SendMessage;
import io.traas.model.AlertAction.SilenceAlerts;
import io.traas.model.wire.Json;
import io.traas.remediation.act.Cluster;
import io.traas.remediation.act.Gate;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import io.traas.remediation.act.Trace;
import io.traas.remediation.guard.SwitchState;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A cluster with, beside it, the systems that tell people: {@link AlertAction}s go to them, all else to the cluster. Its
 * stop switch counts for both. Thread-safe.
 */
public final class AlertActions implements Cluster {

    /** Their names. */
    public static final List<String> ACTIONS = List.of("end-silence", "send-message", "silence-alerts");

    private final Cluster cluster;
    private final Optional<Silences> silences;
    private final Optional<URI> messages;
    private final HttpCalls calls;
    private final Gate gate;
    private final Clock clock;

    /**
     * @param alertmanager its address, empty when there is none
     * @param messages Slack-compatible incoming webhook, empty when there is none
     * @param timeout of one call
     * @param gate what each of them has to pass, as a write to the cluster has
     */
    public AlertActions(
            Cluster cluster,
            Optional<URI> alertmanager,
            Optional<URI> messages,
            Duration timeout,
            Gate gate,
            Clock clock) {
        this.cluster = cluster;
        this.calls = new HttpCalls(timeout);
        this.silences = alertmanager.map(base -> new Silences(base, calls));
        this.messages = messages;
        this.gate = gate;
        this.clock = clock;
    }

    @Override
    public SwitchState stopSwitch() {
        return cluster.stopSwitch();
    }

    @Override
    public StepResult carryOut(Step step) {
        if (!(step.action() instanceof AlertAction action)) {
            return cluster.carryOut(step);
        }
        try {
            return alert(action, step);
        } catch (IOException e) {
            return StepResult.failed(Reason.UNREACHABLE, action.describe() + ": nothing was sent: " + text(e));
        }
    }

    /** @throws IOException when the question before the call got no answer */
    private StepResult alert(AlertAction action, Step step) throws IOException {
        if (action instanceof SendMessage message) {
            return messages.isEmpty()
                    ? notConfigured(action, "remediation.messages.url")
                    : sent(
                            action,
                            step,
                            () -> calls.post(
                                    messages.get(),
                                    Json.mapper().createObjectNode().put("text", message.text())));
        }
        if (silences.isEmpty()) {
            return notConfigured(action, "remediation.alertmanager.url");
        }
        return action instanceof SilenceAlerts silence
                ? silence(silence, step, silences.get())
                : end((EndSilence) action, step, silences.get());
    }

    private StepResult silence(SilenceAlerts action, Step step, Silences at) throws IOException {
        String key = step.idempotencyKey();
        if (at.madeBy(key)) {
            return StepResult.skipped("already done: " + action.describe());
        }
        StepResult result = sent(action, step, () -> at.create(action, key, clock.instant()));
        return result.reason() == Reason.NO_ANSWER && trace(step) == Trace.DONE
                ? StepResult.done("carried out although the answer was lost: " + result.detail())
                : result;
    }

    private StepResult end(EndSilence action, Step step, Silences at) throws IOException {
        StepResult result = StepResult.skipped("no silence of ours with " + action.matchers() + " stands");
        for (String id : at.standing(action.matchers())) {
            result = sent(action, step, () -> at.end(id));
            if (!result.good()) {
                return result;
            }
        }
        return result;
    }

    private interface Call {
        HttpResponse<String> send() throws IOException;
    }

    private StepResult sent(AlertAction action, Step step, Call call) {
        Optional<StepResult> refusal = gate.refusal(action.describe(), step);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        try {
            HttpResponse<String> answer = call.send();
            String detail = action.describe() + ": answered " + answer.statusCode();
            if (answer.statusCode() / 100 == 2) {
                return StepResult.done("done: " + action.describe());
            }
            return switch (answer.statusCode()) {
                case 401 -> StepResult.denied(Reason.UNAUTHORIZED, detail);
                case 403 -> StepResult.denied(Reason.FORBIDDEN, detail);
                case 404 -> StepResult.denied(Reason.NOT_FOUND, detail);
                case 429 -> StepResult.denied(Reason.THROTTLED, detail);
                default ->
                    answer.statusCode() < 500 ? StepResult.denied(Reason.INVALID, detail) : StepResult.unknown(detail);
            };
        } catch (ConnectException | HttpConnectTimeoutException e) {
            return StepResult.failed(Reason.UNREACHABLE, action.describe() + ": " + text(e));
        } catch (IOException e) {
            return StepResult.unknown(action.describe() + ": no answer: " + text(e));
        }
    }

    /** Nothing bars an HTTP request that is on its way; ending a silence twice is harmless. */
    @Override
    public StepResult fence(Step step) {
        if (!(step.action() instanceof AlertAction action)) {
            return cluster.fence(step);
        }
        return action.hasNaturalKey()
                ? StepResult.done("needs no fence: " + action.describe())
                : StepResult.unknown("cannot be fenced: " + action.describe());
    }

    /** Not finding it proves nothing: another instance of Alertmanager may not have heard of it yet. */
    @Override
    public Trace trace(Step step) {
        if (!(step.action() instanceof AlertAction action)) {
            return cluster.trace(step);
        }
        if (silences.isEmpty()) {
            return Trace.UNCLEAR;
        }
        try {
            if (action instanceof SilenceAlerts) {
                return silences.get().madeBy(step.idempotencyKey()) ? Trace.DONE : Trace.UNCLEAR;
            }
            if (action instanceof EndSilence end) {
                return silences.get().standing(end.matchers()).isEmpty() ? Trace.DONE : Trace.NOT_DONE;
            }
            return Trace.UNCLEAR;
        } catch (IOException e) {
            return Trace.UNCLEAR;
        }
    }

    private static StepResult notConfigured(AlertAction action, String setting) {
        return StepResult.denied(Reason.INVALID, action.describe() + ": set " + setting + " first");
    }

    private static String text(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
