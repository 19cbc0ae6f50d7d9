package io.traas.remediation.people;

import io.traas.model.Command;
import io.traas.model.RemediationPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The questions that are open, and what closes each: a person's answer, the lapse of its time, or the end of its
 * incident, whichever comes first. Each is closed once. Thread-safe.
 */
public final class Approvals {

    /**
     * @param by who answered; empty when nobody did
     * @param unanswered true when the time lapsed although an answer was still needed
     */
    public record Answer(String planId, boolean approved, Instant at, String by, String why, boolean unanswered) {
        public Answer {
            Objects.requireNonNull(planId, "answer.planId is missing");
            Objects.requireNonNull(at, "answer.at is missing");
        }
    }

    private record Question(RemediationPlan plan, Instant expiresAt) {}

    private final Duration expiry;
    private final Map<String, Question> open = new LinkedHashMap<>();

    /** @param expiry how long a person has to answer */
    public Approvals(Duration expiry) {
        this.expiry = expiry;
    }

    /** Until when a question put now may be answered. */
    public Instant expiresAt(Instant now) {
        return now.plus(expiry);
    }

    /** Waits for an answer from now on; a question of an earlier life of the platform keeps its time. */
    public synchronized void await(RemediationPlan plan, Instant expiresAt) {
        open.put(plan.id(), new Question(plan, expiresAt));
    }

    /** @return empty when it answers no question that is open, or comes too late */
    public synchronized Optional<Answer> answer(Command command) {
        boolean approved = command instanceof Command.Approve;
        if (!approved && !(command instanceof Command.Reject)) {
            return Optional.empty();
        }
        Question question = open.get(command.scope());
        if (question == null || command.at().isAfter(question.expiresAt())) {
            return Optional.empty();
        }
        open.remove(command.scope());
        return Optional.of(new Answer(command.scope(), approved, command.at(), command.by(), command.why(), false));
    }

    /** Closes what nobody answered in time, or what is no longer needed. */
    public synchronized List<Answer> lapsed(Instant now, Predicate<String> incidentIsClosed) {
        List<Answer> lapsed = new ArrayList<>();
        for (Question question : List.copyOf(open.values())) {
            String planId = question.plan().id();
            if (incidentIsClosed.test(question.plan().incidentId())) {
                lapsed.add(new Answer(planId, false, now, "", "no longer needed: the incident is resolved", false));
            } else if (now.isAfter(question.expiresAt())) {
                lapsed.add(new Answer(planId, false, now, "", "nobody answered within " + expiry, true));
            }
        }
        lapsed.forEach(answer -> open.remove(answer.planId()));
        return lapsed;
    }
}
