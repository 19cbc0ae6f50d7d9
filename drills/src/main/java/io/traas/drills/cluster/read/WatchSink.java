package io.traas.drills.cluster.read;

/** Where the lines of a watch go. Called by one thread at a time, never inside the store's lock. */
public interface WatchSink {

    /** Sends one line; false when the client is gone. */
    boolean send(String line);

    /** Ends the watch cleanly. */
    void end();
}
