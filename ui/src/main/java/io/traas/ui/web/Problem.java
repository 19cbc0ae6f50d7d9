package io.traas.ui.web;

/** An error as RFC 9457 tells it; never with a stack trace or the request's own text. */
record Problem(String type, String title, int status, String detail, String requestId) {

    static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(int status, String title, String detail, String requestId) {
        return new Problem("about:blank", title, status, detail, requestId);
    }
}
