package io.traas.model;

import java.time.Instant;

/**
 * Something that could not be processed, kept with the reason.
 *
 * @param source module and place: {@code collectors/scrape}
 * @param about what it was: a topic position, a scrape address, a file
 * @param payload the beginning of the thing itself, at most {@value #MAX_PAYLOAD} characters
 */
public record DeadLetter(String source, String about, String reason, Instant at, String payload) {

    public static final int MAX_PAYLOAD = 4_096;

    public DeadLetter {
        Check.notBlank("deadLetter.source", source);
        Check.notNull("deadLetter.about", about);
        Check.notBlank("deadLetter.reason", reason);
        Check.notNull("deadLetter.at", at);
        payload = payload == null ? "" : payload.substring(0, Math.min(payload.length(), MAX_PAYLOAD));
    }
}
