package io.traas.drills.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The help texts, which the launcher also prints without anything built. */
final class Usage {

    private Usage() {}

    static String demo() {
        return text("demo-usage.txt");
    }

    static String bench() {
        return text("bench-usage.txt");
    }

    private static String text(String resource) {
        try (InputStream in = Usage.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }
}
