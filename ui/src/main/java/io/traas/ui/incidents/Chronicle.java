package io.traas.ui.incidents;

import io.traas.model.Action;
import io.traas.model.Anomaly;
import io.traas.model.ChangeEvent;
import io.traas.model.Command;
import io.traas.model.Decision;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.Lifecycle;
import io.traas.model.Outcome;
import io.traas.model.RemediationPlan;
import io.traas.model.StopScope;
import io.traas.model.Suspect;
import io.traas.model.Target;
import io.traas.model.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tells each record of the topics as lines of the timeline, in plain words. Pure. */
final class Chronicle {

    private Chronicle() {}

    static String title(Incident incident) {
        String where = name(incident.service());
        return switch (incident.failureClass()) {
            case ERRORS -> "Errors on " + where;
            case LATENCY -> "Slow answers from " + where;
            case TRAFFIC -> "Unusual traffic on " + where;
            case SATURATION -> where + " is saturated";
            case MEMORY -> where + " runs out of memory";
            case UNRESPONSIVE -> where + " does not answer";
            case IMBALANCE -> "One replica of " + where + " is worse than its peers";
            case NODE_LOSS -> "Node " + where + " is lost";
            case OBSERVER -> "Monitoring of " + where + " is impaired";
            case OTHER -> "Trouble on " + where;
            case HEARTBEAT -> "Heartbeat";
        };
    }

    /** What is new in an incident. @param before null for a new one */
    static List<NewEvent> of(Incident before, Incident now) {
        List<NewEvent> events = new ArrayList<>();
        if (before == null) {
            events.add(event(now, "opened", now.openedAt(), LoopStage.DETECT, "Incident opened: " + title(now), true));
        }
        if (!now.suspects().isEmpty() && (before == null || !topSuspect(before).equals(topSuspect(now)))) {
            Suspect cause = now.suspects().get(0);
            String text = "Located: " + name(cause.target()) + ", because " + cause.because();
            Instant at = before == null || before.suspects().isEmpty() ? now.locatedAt() : now.updatedAt();
            events.add(event(now, "located:" + cause.target(), at, LoopStage.DIAGNOSE, text, false));
        }
        if (before != null && before.severity() != now.severity()) {
            events.add(new NewEvent(
                    "severity:" + now.id() + ":" + now.severity() + ":" + now.updatedAt(),
                    now.id(),
                    null,
                    now.service(),
                    now.updatedAt(),
                    EventKind.SEVERITY,
                    "Severity " + before.severity() + " -> " + now.severity(),
                    now.severity().compareTo(before.severity()) < 0,
                    LoopStage.DETECT,
                    now));
        }
        if (before != null && before.failureClass() != now.failureClass()) {
            events.add(event(
                    now,
                    "class:" + now.failureClass(),
                    now.updatedAt(),
                    LoopStage.DIAGNOSE,
                    "Now: " + title(now),
                    false));
        }
        if (now.state() == Lifecycle.CLOSED && (before == null || before.state() != Lifecycle.CLOSED)) {
            events.add(event(now, "resolved", now.resolvedAt(), LoopStage.CLOSED, "Incident resolved", false));
        }
        return events;
    }

    private static NewEvent event(
            Incident incident, String what, Instant at, LoopStage stage, String text, boolean failed) {
        String source = "incident:" + incident.id() + ":" + what;
        return new NewEvent(
                source, incident.id(), null, incident.service(), at, EventKind.INCIDENT, text, failed, stage, incident);
    }

    private static String topSuspect(Incident incident) {
        return incident.suspects().isEmpty()
                ? ""
                : incident.suspects().get(0).target().toString();
    }

    static NewEvent of(Anomaly anomaly, String incidentId) {
        boolean closed = anomaly.state() == Lifecycle.CLOSED;
        String signal = anomaly.series().metric();
        String where = name(anomaly.series().target());
        String text = closed
                ? "Back to normal: " + signal + " of " + where
                : anomaly.because().isBlank() ? signal + " of " + where : anomaly.because();
        return new NewEvent(
                "anomaly:" + incidentId + ":" + anomaly.id() + (closed ? ":closed" : ":opened"),
                incidentId,
                null,
                anomaly.workload(),
                closed ? anomaly.updatedAt() : anomaly.openedAt(),
                EventKind.ANOMALY,
                text,
                !closed,
                LoopStage.DETECT,
                anomaly);
    }

    /** @param incidentId null when it is not known to matter to an incident */
    static NewEvent of(ChangeEvent change, String incidentId) {
        return new NewEvent(
                "change:" + change.id() + (incidentId == null ? "" : ":" + incidentId),
                incidentId,
                null,
                change.target(),
                change.at(),
                EventKind.CHANGE,
                change.summary().isBlank()
                        ? change.kind().name().toLowerCase(Locale.ROOT) + " of " + name(change.target())
                        : change.summary(),
                false,
                LoopStage.DIAGNOSE,
                change);
    }

    static NewEvent of(Decision decision) {
        RemediationPlan plan = null;
        String text;
        if (decision.outcome() instanceof Decision.Act act) {
            plan = act.plan();
            text = "Decided on " + plan.runbook() + " (rung " + plan.rung() + "): " + steps(plan) + ", because "
                    + plan.because();
        } else if (decision.outcome() instanceof Decision.AskHuman ask) {
            plan = ask.plan();
            text = "Asks a person: " + ask.why();
        } else {
            text = "Decided to do nothing: " + ((Decision.DoNothing) decision.outcome()).because();
        }
        if (decision.mode() != Decision.Mode.ENFORCED) {
            text = "(" + decision.mode().name().toLowerCase(Locale.ROOT) + ") " + text;
        }
        return new NewEvent(
                "decision:" + decision.id(),
                decision.incidentId(),
                plan == null ? null : plan.id(),
                null,
                decision.decidedAt(),
                EventKind.DECISION,
                text,
                false,
                LoopStage.DECIDE,
                decision);
    }

    static NewEvent of(LedgerEntry entry) {
        Line line = line(entry);
        Target target =
                entry instanceof LedgerEntry.Intent intent ? intent.action().target() : null;
        return new NewEvent(
                "ledger:" + entry.id(),
                entry.incidentId().isEmpty() ? null : entry.incidentId(),
                entry.planId(),
                target,
                entry.at(),
                line.kind,
                line.text,
                line.failed,
                line.stage,
                entry);
    }

    private record Line(EventKind kind, LoopStage stage, String text, boolean failed) {}

    private static Line line(LedgerEntry entry) {
        if (entry instanceof LedgerEntry.Guarded guarded) {
            String refusals = guarded.checks().stream()
                    .filter(check -> !check.ok())
                    .map(check -> check.name() + " (" + check.detail() + ")")
                    .reduce((a, b) -> a + ", " + b)
                    .orElse("no check named");
            String text = guarded.allowed()
                    ? "Guard allows " + guarded.runbook() + ", checks passed: "
                            + guarded.checks().size()
                    : "Guard refuses " + guarded.runbook() + ": " + refusals;
            return new Line(EventKind.GUARD, LoopStage.DECIDE, text, !guarded.allowed());
        }
        if (entry instanceof LedgerEntry.ApprovalAsked asked) {
            String what = asked.plan() == null ? "A person has to look: " : "Approval asked: ";
            // An order has no page of its own on which it could be answered.
            String how = asked.plan() != null && Command.Run.isOwnIncident(asked.incidentId())
                    ? "; answer with ./traas approve " + asked.planId() + " " + asked.planHash()
                    : "";
            return new Line(EventKind.APPROVAL, LoopStage.DECIDE, what + asked.why() + how, false);
        }
        if (entry instanceof LedgerEntry.ApprovalAnswered answered) {
            String verb = answered.approved() ? "Approved" : blank(answered.by()) ? "Not answered" : "Rejected";
            String text = verb
                    + (blank(answered.by()) ? "" : " by " + answered.by())
                    + (blank(answered.why()) ? "" : ": " + answered.why());
            return new Line(EventKind.APPROVAL, LoopStage.DECIDE, text, !answered.approved());
        }
        if (entry instanceof LedgerEntry.Intent intent) {
            return new Line(
                    EventKind.INTENT,
                    LoopStage.ACT,
                    "Going to " + intent.action().describe(),
                    false);
        }
        if (entry instanceof LedgerEntry.Result result) {
            boolean good = result.outcome() == Outcome.SUCCEEDED || result.outcome() == Outcome.SKIPPED;
            String text = result.outcome()
                    + (blank(result.reason()) ? "" : " (" + result.reason() + ")")
                    + (blank(result.detail()) ? "" : ": " + result.detail());
            return new Line(EventKind.RESULT, LoopStage.ACT, text, !good);
        }
        if (entry instanceof LedgerEntry.Verified verified) {
            String text = switch (verified.verdict()) {
                case RECOVERED -> "Verified: recovered";
                case NOT_RECOVERED -> "Verified: not recovered";
                case WORSE -> "Verified: worse than before";
                case INCONCLUSIVE -> "Verification inconclusive";
            };
            String evidence = verified.evidence().isEmpty()
                    ? ""
                    : ": " + verified.evidence().get(0);
            return new Line(
                    EventKind.VERIFICATION, LoopStage.VERIFY, text + evidence, verified.verdict() != Verdict.RECOVERED);
        }
        if (entry instanceof LedgerEntry.Escalated escalated) {
            return new Line(EventKind.ESCALATION, LoopStage.DECIDE, "Handed to a person: " + escalated.why(), true);
        }
        if (entry instanceof LedgerEntry.UndoOwed owed) {
            String steps = String.join(
                    ", then ",
                    owed.plan().steps().stream().map(Action::describe).toList());
            return new Line(EventKind.DECISION, LoopStage.DECIDE, "To be taken back: " + steps, false);
        }
        if (entry instanceof LedgerEntry.Undone undone) {
            String text = (undone.complete() ? "Taken back: " : "Not taken back: ") + undone.detail();
            return new Line(EventKind.RESULT, LoopStage.ACT, text, !undone.complete());
        }
        return lineOfPeople(entry);
    }

    private static Line lineOfPeople(LedgerEntry entry) {
        if (entry instanceof LedgerEntry.ApprovalNoted noted) {
            boolean counted = noted.note() == LedgerEntry.ApprovalNote.COUNTED;
            String text = (counted ? "Approved by " : "Approval not taken, by ") + noted.by() + ": " + noted.detail();
            return new Line(EventKind.APPROVAL, LoopStage.DECIDE, text, !counted);
        }
        if (entry instanceof LedgerEntry.Commanded commanded) {
            String text = "Taken: " + wish(commanded.command());
            return new Line(EventKind.ORDER, LoopStage.ACT, text, false);
        }
        if (entry instanceof LedgerEntry.TookOver tookOver) {
            String text = "Replica " + tookOver.replica() + " acts from now on, epoch " + tookOver.epoch();
            return new Line(EventKind.PLATFORM, LoopStage.ACT, text, false);
        }
        if (entry instanceof LedgerEntry.SwitchSeen) {
            return new Line(EventKind.PLATFORM, LoopStage.ACT, "The stop switch was seen for the first time", false);
        }
        if (entry instanceof LedgerEntry.MoveStep move) {
            String text = "Unit " + move.unit() + ", " + move.kind().toLowerCase(Locale.ROOT)
                    + (blank(move.source()) ? "" : " from " + move.source())
                    + (blank(move.target()) ? "" : " to " + move.target()) + ": "
                    + (move.isOver() ? move.result() : move.step()) + (blank(move.why()) ? "" : ", " + move.why());
            return new Line(EventKind.MOVE, LoopStage.ACT, text, !blank(move.why()));
        }
        return new Line(EventKind.RESULT, LoopStage.VERIFY, "Heartbeat", false);
    }

    /** @param incidentId of the plan or incident it is about; null for the others */
    static NewEvent of(Command command, String incidentId) {
        boolean answer = command instanceof Command.Approve || command instanceof Command.Reject;
        boolean control = command instanceof Command.Stop || command instanceof Command.Resume;
        return new NewEvent(
                "command:" + command.id(),
                incidentId,
                answer ? command.scope() : null,
                null,
                command.at(),
                answer ? EventKind.APPROVAL : control ? EventKind.CONTROL : EventKind.ORDER,
                wish(command),
                false,
                answer ? LoopStage.DECIDE : LoopStage.ACT,
                command);
    }

    private static String wish(Command command) {
        String verb = command.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return command.by() + " asked to " + verb + about(command) + (blank(command.why()) ? "" : ": " + command.why());
    }

    private static String about(Command command) {
        if (command instanceof Command.Stop stop) {
            return stop.of().equals(StopScope.ALL) ? "" : " " + stop.of().describe();
        } else if (command instanceof Command.Resume resume) {
            return resume.of().equals(StopScope.ALL) ? "" : " " + resume.of().describe();
        } else if (command instanceof Command.Run run) {
            return " "
                    + String.join(
                            ", then ",
                            run.steps().stream()
                                    .map(action -> action.describe())
                                    .toList());
        } else if (command instanceof Command.SwitchOver move) {
            return " unit " + move.unit() + " to " + move.target();
        } else if (command instanceof Command.Reset reset) {
            return " runbook " + reset.runbook() + (reset.target() == null ? "" : " at " + name(reset.target()));
        }
        return "";
    }

    static String steps(RemediationPlan plan) {
        return String.join(
                ", then ",
                plan.steps().stream().map(action -> action.describe()).toList());
    }

    static String name(Target target) {
        return target.namespace().isEmpty() ? target.name() : target.namespace() + "/" + target.name();
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }
}
