package io.traas.model.wire;

/** Turns a value into bytes and back. Thread-safe. */
public interface Codec<T> {

    byte[] encode(T value);

    /** @throws MalformedRecordException when the bytes are not a value of a version this code knows */
    T decode(byte[] bytes);
}
