package io.traas.drills.units.centre;

import io.traas.drills.bank.wire.Form;

/**
 * What a centre answers.
 *
 * @param status of HTTP: 200 done, 409 refused and nothing changed, 504 not known whether it will count
 */
record Answer(int status, String body) {

    static final int REFUSED = 409;
    static final int UNKNOWN = 504;

    static Answer ok(Form form) {
        return new Answer(200, form.toString());
    }

    static Answer text(String text) {
        return new Answer(200, text);
    }

    static Answer refused(String why) {
        return new Answer(REFUSED, why);
    }
}
