package io.traas.remediation.people;

import io.traas.model.Command;
import io.traas.model.LedgerEntry.ApprovalNote;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The questions that are open, and what closes each: the yes of enough persons to exactly what was shown, one no, the
 * lapse of its time, or the end of its incident, whichever comes first. Each is closed once. Thread-safe.
 */
public final class Approvals {

    /**
     * What a person is asked.
     *
     * @param hash of the plan and its targets as shown, see {@link PlanHash}
     * @param persons how many different ones have to say yes
     */
    public record Question(RemediationPlan plan, String hash, int persons, Instant expiresAt) {}

    /** What became of a person's word. */
    public sealed interface Reply {}

    /**
     * The question is closed.
     *
     * @param by who answered; empty when nobody did
     * @param unanswered true when the time lapsed although an answer was still needed
     */
    public record Answer(String planId, boolean approved, Instant at, String by, String why, boolean unanswered)
            implements Reply {
        public Answer {
            Objects.requireNonNull(planId, "answer.planId is missing");
            Objects.requireNonNull(at, "answer.at is missing");
        }
    }

    /** The question stays open, or has to be put anew: {@link ApprovalNote#TARGET_CHANGED}. */
    public record Noted(Command.Approve approval, ApprovalNote note, String detail) implements Reply {}

    private static final class Open {
        final Question question;
        /** Who said yes, by the name that tells them apart. */
        final Map<String, String> yes = new LinkedHashMap<>();

        Open(Question question) {
            this.question = question;
        }
    }

    private final Duration expiry;
    private final FourEyes fourEyes;
    private final Map<String, Open> open = new LinkedHashMap<>();

    /** @param expiry how long a person has to answer */
    public Approvals(Duration expiry, FourEyes fourEyes) {
        this.expiry = expiry;
        this.fourEyes = fourEyes;
    }

    /** @param hash of now; @param touched what the plan touches */
    public Question ask(RemediationPlan plan, String hash, Collection<Target> touched, Instant now) {
        return new Question(plan, hash, persons(plan, touched), now.plus(expiry));
    }

    /** How many different ones have to say yes to the plan. */
    public int persons(RemediationPlan plan, Collection<Target> touched) {
        return fourEyes.persons(plan, touched);
    }

    /**
     * Waits for an answer from now on; a question of an earlier life of the platform keeps its time.
     *
     * @param yes who said yes to it already
     */
    public synchronized void await(Question question, Collection<String> yes) {
        Open waiting = new Open(question);
        yes.forEach(by -> waiting.yes.put(FourEyes.person(by), by));
        open.put(question.plan().id(), waiting);
    }

    /**
     * @param hashNow of a plan and its targets as they are now
     * @return empty when it answers no question that is open, or comes too late
     */
    public synchronized Optional<Reply> answer(Command command, Function<RemediationPlan, String> hashNow) {
        Open waiting = open.get(command.scope());
        if (waiting == null || command.at().isAfter(waiting.question.expiresAt())) {
            return Optional.empty();
        }
        if (command instanceof Command.Reject) {
            open.remove(command.scope());
            return Optional.of(new Answer(command.scope(), false, command.at(), command.by(), command.why(), false));
        }
        return command instanceof Command.Approve approve
                ? Optional.of(approved(waiting, approve, hashNow))
                : Optional.empty();
    }

    private Reply approved(Open waiting, Command.Approve yes, Function<RemediationPlan, String> hashNow) {
        Question question = waiting.question;
        if (!yes.planHash().equals(question.hash())) {
            return new Noted(
                    yes,
                    ApprovalNote.OTHER_HASH,
                    yes.planHash().isEmpty()
                            ? "it does not say what was shown; approve with the hash " + question.hash()
                            : "given for " + yes.planHash() + ", but " + question.hash() + " waits");
        }
        String now = hashNow.apply(question.plan());
        if (!now.equals(question.hash())) {
            open.remove(question.plan().id());
            return new Noted(
                    yes, ApprovalNote.TARGET_CHANGED, "what it is about has changed since it was shown; asked again");
        }
        String person = FourEyes.person(yes.by());
        if (question.persons() > 1 && person.isEmpty()) {
            return new Noted(yes, ApprovalNote.NAMELESS, question.persons() + " persons have to approve, each by name");
        }
        if (waiting.yes.putIfAbsent(person, yes.by()) != null) {
            return new Noted(yes, ApprovalNote.SAME_PERSON, yes.by() + " approved already, another person has to");
        }
        if (waiting.yes.size() < question.persons()) {
            return new Noted(
                    yes, ApprovalNote.COUNTED, waiting.yes.size() + " of " + question.persons() + " persons approved");
        }
        open.remove(question.plan().id());
        return new Answer(
                question.plan().id(), true, yes.at(), String.join(", ", waiting.yes.values()), yes.why(), false);
    }

    /** Closes what nobody answered in time, or what is no longer needed. */
    public synchronized List<Answer> lapsed(Instant now, Predicate<String> incidentIsClosed) {
        List<Answer> lapsed = new ArrayList<>();
        for (Open waiting : List.copyOf(open.values())) {
            RemediationPlan plan = waiting.question.plan();
            if (incidentIsClosed.test(plan.incidentId())) {
                lapsed.add(new Answer(plan.id(), false, now, "", "no longer needed: the incident is resolved", false));
            } else if (now.isAfter(waiting.question.expiresAt())) {
                lapsed.add(new Answer(plan.id(), false, now, "", "nobody answered within " + expiry, true));
            }
        }
        lapsed.forEach(answer -> open.remove(answer.planId()));
        return lapsed;
    }
}
