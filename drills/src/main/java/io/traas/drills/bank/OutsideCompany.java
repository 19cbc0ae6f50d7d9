package io.traas.drills.bank;

import io.traas.drills.bank.service.CardNetwork;
import java.nio.file.Path;
import java.util.List;

/** The card network as seen from here: a process nobody in the cluster owns. Keeps its port over stops. Thread-safe. */
public final class OutsideCompany implements AutoCloseable {

    private final Path log;
    private final int port;
    private SideProcess process;

    OutsideCompany(Path log) throws InterruptedException {
        this.log = log;
        this.process = start(0);
        this.port = process.awaitPort();
    }

    /** Where it is reached. */
    String endpoint() {
        return "127.0.0.1:" + port;
    }

    /** Process id, 0 while it is stopped. */
    synchronized long pid() {
        return process == null ? 0 : process.pid();
    }

    /** It goes down; no effect when it is. */
    public synchronized void stop() {
        if (process != null) {
            process.close();
            process = null;
        }
    }

    /** It comes up again; no effect when it is up. */
    public synchronized void start() throws InterruptedException {
        if (process == null) {
            process = start(port);
            process.awaitPort();
        }
    }

    private SideProcess start(int wanted) {
        return SideProcess.start(JavaCommand.beside(CardNetwork.class, List.of(String.valueOf(wanted))), log);
    }

    @Override
    public void close() {
        stop();
    }
}
