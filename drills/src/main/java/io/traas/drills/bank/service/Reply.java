package io.traas.drills.bank.service;

import io.traas.drills.bank.wire.Form;
import java.util.Objects;

/**
 * What a service answers.
 *
 * @param status HTTP status; 504 also stands for a callee that did not answer in time
 * @param body what it says
 */
record Reply(int status, Form body) {

    static final int DECLINED = 402;
    static final int NOT_FOUND = 404;
    static final int FAILED = 500;
    static final int BAD_GATEWAY = 502;
    static final int BUSY = 503;
    static final int TIMED_OUT = 504;

    Reply {
        if (status < 100 || status > 599) {
            throw new IllegalArgumentException("status must be 100 to 599, was " + status);
        }
        Objects.requireNonNull(body, "body");
    }

    static Reply ok(Form body) {
        return new Reply(200, body);
    }

    static Reply of(int status, String why) {
        return new Reply(status, Form.EMPTY.with("why", why));
    }

    boolean ok() {
        return status < 300;
    }

    /** Status family in the words of Micrometer's HTTP conventions. */
    String outcome() {
        return switch (status / 100) {
            case 1 -> "INFORMATIONAL";
            case 2 -> "SUCCESS";
            case 3 -> "REDIRECTION";
            case 4 -> "CLIENT_ERROR";
            default -> "SERVER_ERROR";
        };
    }
}
