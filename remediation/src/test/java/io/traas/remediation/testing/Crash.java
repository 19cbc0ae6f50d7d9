package io.traas.remediation.testing;

/** Ends the platform at the k-th of the boundaries it passes, as a kill would: nothing after it happens. */
public final class Crash {

    /** Not an exception: nothing may catch it and go on. */
    public static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        public Killed(int at) {
            super("killed at boundary " + at);
        }
    }

    private final int at;
    private int passed;

    /** @param at which boundary, from 1; 0 for never */
    public Crash(int at) {
        this.at = at;
    }

    public void boundary() {
        passed++;
        if (passed == at) {
            throw new Killed(at);
        }
    }

    public boolean happened() {
        return at > 0 && passed >= at;
    }
}
