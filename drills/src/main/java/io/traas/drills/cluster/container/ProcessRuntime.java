package io.traas.drills.cluster.container;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

/**
 * Containers as operating-system processes. Their standard input is a pipe that stays open for the life of this JVM:
 * a program that should not outlive a killed JVM reads it to its end.
 */
public final class ProcessRuntime implements ContainerRuntime {

    private static final int KILLED = 128 + 9;
    private static final int LOG_TAIL_BYTES = 4096;

    @Override
    public RunningContainer start(ContainerSpec spec) throws IOException {
        Files.createDirectories(spec.directory());
        Files.createDirectories(spec.log().getParent());
        ProcessBuilder builder = new ProcessBuilder(spec.command())
                .directory(spec.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
        builder.environment().putAll(spec.environment());
        return new ProcessContainer(builder.start(), spec.log());
    }

    private record ProcessContainer(Process process, Path log) implements RunningContainer {

        @Override
        public long pid() {
            return process.pid();
        }

        @Override
        public CompletionStage<Exit> exit() {
            return process.onExit().thenApply(ended -> {
                int code = ended.exitValue();
                return new Exit(code, code == KILLED && saysOutOfMemory());
            });
        }

        @Override
        public void terminate() {
            process.destroy();
        }

        @Override
        public void kill() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }

        /** There is no memory controller to ask, so the last words of the process must tell. */
        private boolean saysOutOfMemory() {
            try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
                long from = Math.max(0, file.length() - LOG_TAIL_BYTES);
                byte[] tail = new byte[(int) (file.length() - from)];
                file.seek(from);
                file.readFully(tail);
                return new String(tail, StandardCharsets.UTF_8).contains("OutOfMemoryError");
            } catch (IOException unreadable) {
                return false;
            }
        }
    }
}
