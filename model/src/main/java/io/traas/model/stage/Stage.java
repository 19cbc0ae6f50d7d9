package io.traas.model.stage;

/** A running part of the platform. Closing it stops its threads and releases what it holds. */
public interface Stage extends AutoCloseable {

    /** {@code collectors}, {@code detector}, {@code runbooks}, {@code remediation} or {@code ui}. */
    String name();

    StageHealth health();

    @Override
    void close();
}
