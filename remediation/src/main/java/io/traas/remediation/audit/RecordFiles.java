package io.traas.remediation.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Records in a file, one a line, byte for byte as they were. */
final class RecordFiles {

    private RecordFiles() {}

    /** Places are numbers of lines, from 1. */
    static void read(Path file, Consumer<LedgerLine> each) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            long number = 0;
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    each.accept(new LedgerLine(++number, line.toByteArray()));
                    line.reset();
                } else {
                    line.write(next);
                }
            }
            if (line.size() > 0) {
                each.accept(new LedgerLine(++number, line.toByteArray()));
            }
        }
    }
}
