package io.traas.detector.stream;

import io.traas.model.DeadLetter;
import io.traas.model.SeriesFeedback;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.TimerService;

/**
 * Per key: feedback, and the patience it takes. A job that starts without a memory reads all feedback before the first
 * scrape, and a detector and what is said of it come by different topics: what cannot be heard yet is tried again every
 * {@link #TRY_EVERY_MS} of the clock, {@link #TRIES} times, and only then a dead letter. Tries are counted, and not the
 * time: while the job is down nothing can come.
 */
final class Hearing {

    static final long TRY_EVERY_MS = 10_000;
    static final int TRIES = 60;
    /** Of one key; more waits only where a wrong target is spoken of again and again. */
    static final int MOST_WAITING = 100;

    private static final ListStateDescriptor<UnheardFeedback> WAITING =
            new ListStateDescriptor<>("unheard-feedback", TypeInformation.of(UnheardFeedback.class));

    /** Who knows the series. */
    interface Listener {
        /** @return why it cannot be heard now, empty when it was */
        Optional<String> hear(SeriesFeedback feedback) throws Exception;
    }

    private final ListState<UnheardFeedback> waiting;

    Hearing(RuntimeContext context) {
        waiting = context.getListState(WAITING);
    }

    /** Lets it be heard now or later. */
    void take(SeriesFeedback feedback, TimerService timers, Listener listener, Consumer<DeadLetter> deadLetters)
            throws Exception {
        List<UnheardFeedback> before = waiting();
        boolean known = before.stream().anyMatch(each -> each.feedback().id().equals(feedback.id()));
        if (known) {
            return;
        }
        Optional<String> problem = listener.hear(feedback);
        if (problem.isEmpty()) {
            return;
        }
        long now = timers.currentProcessingTime();
        if (before.size() < MOST_WAITING) {
            waiting.add(new UnheardFeedback(feedback, 1));
            timers.registerProcessingTimeTimer(nextTry(now));
        } else {
            String reason = problem.get() + "; " + MOST_WAITING + " others wait already";
            deadLetters.accept(DeadLetters.of(feedback, reason, now));
        }
    }

    /** When a timer of the clock fires. */
    void again(TimerService timers, Listener listener, Consumer<DeadLetter> deadLetters) throws Exception {
        long now = timers.currentProcessingTime();
        List<UnheardFeedback> still = new ArrayList<>();
        for (UnheardFeedback each : waiting()) {
            Optional<String> problem = listener.hear(each.feedback());
            if (problem.isPresent() && each.tries() < TRIES) {
                still.add(new UnheardFeedback(each.feedback(), each.tries() + 1));
            } else if (problem.isPresent()) {
                String reason = problem.get() + "; tried for " + TRIES * TRY_EVERY_MS / 60_000 + " minutes";
                deadLetters.accept(DeadLetters.of(each.feedback(), reason, now));
            }
        }
        if (still.isEmpty()) {
            waiting.clear();
        } else {
            waiting.update(still);
            timers.registerProcessingTimeTimer(nextTry(now));
        }
    }

    private List<UnheardFeedback> waiting() throws Exception {
        List<UnheardFeedback> all = new ArrayList<>();
        Iterable<UnheardFeedback> state = waiting.get();
        if (state != null) {
            state.forEach(all::add);
        }
        return all;
    }

    /** On a grid: one timer a key, however many wait. */
    private static long nextTry(long now) {
        return now / TRY_EVERY_MS * TRY_EVERY_MS + TRY_EVERY_MS;
    }
}
