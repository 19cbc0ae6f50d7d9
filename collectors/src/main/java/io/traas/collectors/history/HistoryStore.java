package io.traas.collectors.history;

import java.util.List;

/** Where samples are kept. Writing the same line twice leaves one. */
interface HistoryStore extends AutoCloseable {

    /** @param reason in the words of the store; @param lines what it refused, for ever */
    record Refusal(String reason, List<String> lines) {}

    /**
     * Returns once the lines are stored, all but the refused ones.
     *
     * @throws StoreAwayException when nothing is known to be stored and it should be tried again later
     */
    List<Refusal> write(List<String> lines);

    @Override
    void close();
}
