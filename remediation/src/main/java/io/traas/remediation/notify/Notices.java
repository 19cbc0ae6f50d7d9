package io.traas.remediation.notify;

/** Tells people. Never blocks, never throws. */
public interface Notices extends AutoCloseable {

    void send(Notice notice);

    /** Notices that could not be delivered so far. */
    long failures();

    @Override
    void close();

    /** For platforms that have nobody to tell. */
    static Notices none() {
        return new Notices() {
            @Override
            public void send(Notice notice) {}

            @Override
            public long failures() {
                return 0;
            }

            @Override
            public void close() {}
        };
    }
}
