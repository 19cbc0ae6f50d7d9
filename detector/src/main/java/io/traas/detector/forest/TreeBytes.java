package io.traas.detector.forest;

import com.amazon.randomcutforest.RandomCutForest;
import com.amazon.randomcutforest.state.RandomCutForestMapper;
import com.amazon.randomcutforest.state.RandomCutForestState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;

/**
 * The trees as bytes and back: cuts, samples and the state of chance, so that scores go on to the last bit. The form is
 * the library's own, which later versions of it read; only its records are let in.
 */
final class TreeBytes {

    private static final ObjectInputFilter RECORDS_OF_THE_LIBRARY = ObjectInputFilter.Config.createFilter(
            "maxdepth=8;maxbytes=4000000;com.amazon.randomcutforest.state.**;java.util.ArrayList;java.lang.Object;!*");

    private TreeBytes() {}

    static byte[] write(RandomCutForest trees) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128 * 1024);
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(mapper().toState(trees));
        } catch (IOException e) {
            throw new UncheckedIOException("writing trees in memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException if these are not whole trees */
    static RandomCutForest read(byte[] bytes) {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            in.setObjectInputFilter(RECORDS_OF_THE_LIBRARY);
            return mapper().toModel((RandomCutForestState) in.readObject());
        } catch (IOException | ReflectiveOperationException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "the trees of a forest cannot be read from " + bytes.length + " bytes: " + e.getMessage(), e);
        }
    }

    private static RandomCutForestMapper mapper() {
        RandomCutForestMapper mapper = new RandomCutForestMapper();
        mapper.setSaveTreeStateEnabled(true);
        mapper.setSaveExecutorContextEnabled(true);
        return mapper;
    }
}
