package io.traas.detector.stream;

import io.traas.model.SeriesFeedback;

/** Feedback on a series that is not there yet. @param tries how often it was looked for */
public record UnheardFeedback(SeriesFeedback feedback, int tries) {}
