package io.traas.ui.control;

import io.traas.model.Command;
import io.traas.model.Ids;
import io.traas.model.wire.Topics;
import io.traas.ui.control.RefusedException.Reason;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** A person's yes or no to a plan. Each question takes one answer; the first counts. Thread-safe. */
public final class Approvals {

    /** What is known of the questions put to people. */
    public interface Questions {

        /** Empty when the plan was never put to a person. */
        Optional<Question> about(String planId);
    }

    /**
     * @param open false when it was answered or overtaken, or its incident is over
     * @param answered as many as are needed have answered since it was asked, whether or not that has taken effect
     * @param hash of what is asked, which an approval has to name; empty in questions of older releases
     */
    public record Question(boolean open, boolean answered, Instant expiresAt, String hash) {}

    private final Questions questions;
    private final Commands commands;
    private final Consumer<Command> record;
    private final Clock clock;

    /** @param record keeps an answer at once, so that a second one finds the first */
    public Approvals(Questions questions, Commands commands, Consumer<Command> record, Clock clock) {
        this.questions = questions;
        this.commands = commands;
        this.record = record;
        this.clock = clock;
    }

    /** @param hash of the question as it was shown: what is approved is that and nothing else */
    public void approve(String planId, String hash, String by, String why) {
        Instant now = clock.instant();
        answer(planId, new Command.Approve(id("approve", planId, by, now), now, by, why, planId, hash));
    }

    public void reject(String planId, String by, String why) {
        Instant now = clock.instant();
        answer(planId, new Command.Reject(id("reject", planId, by, now), now, by, why, planId));
    }

    private synchronized void answer(String planId, Command command) {
        Question question = check(planId, command.at());
        if (command instanceof Command.Approve approve && !approve.planHash().equals(question.hash())) {
            throw new RefusedException(
                    Reason.CONFLICT,
                    approve.planHash().isEmpty()
                            ? "the approval does not say what was shown: plan " + planId + " has the hash "
                                    + question.hash()
                            : "plan " + planId + " is not what was shown any more, its hash is " + question.hash()
                                    + "; look again");
        }
        if (!commands.send(Topics.COMMANDS, command)) {
            throw new RefusedException(
                    Reason.UNAVAILABLE,
                    "Kafka did not confirm the answer in time; it may still arrive, so look before asking again");
        }
        record.accept(command);
    }

    private Question check(String planId, Instant now) {
        Question question = questions
                .about(planId)
                .orElseThrow(
                        () -> new RefusedException(Reason.UNKNOWN, "no plan " + planId + " was ever put to a person"));
        if (question.answered()) {
            throw new RefusedException(Reason.CONFLICT, "plan " + planId + " was answered already");
        }
        if (!question.open()) {
            throw new RefusedException(
                    Reason.CONFLICT, "plan " + planId + " no longer waits: overtaken, or the incident is over");
        }
        if (!question.expiresAt().isAfter(now)) {
            throw new RefusedException(
                    Reason.CONFLICT, "the question about plan " + planId + " lapsed at " + question.expiresAt());
        }
        return question;
    }

    private static String id(String verb, String planId, String by, Instant now) {
        return Ids.of("command", verb, planId, by, now.toString());
    }
}
