package io.traas.standalone;

import io.traas.model.stage.Settings;
import io.traas.model.stage.StageMain;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * The platform as one process: {@code [--config FILE]}. Prints {@code ready <dashboard address>} when it runs; SIGTERM
 * stops it. What goes wrong at the start ends in one clear line and exit code 1.
 */
public final class StandaloneMain {

    private StandaloneMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        try {
            serve(StageMain.settings(arguments, System.getenv()), "ready ");
        } catch (Exception e) {
            System.err.println("traas: " + e.getMessage());
            System.exit(1);
        }
    }

    /** Starts it, says so with the address of the dashboard, and stays until the process is told to end. */
    static void serve(Settings settings, String greeting) throws Exception {
        Path data = Path.of(settings.text(
                "platform.data", "data", "directory of everything that is kept: Kafka logs, checkpoints, incidents"));
        CountDownLatch stopped = new CountDownLatch(1);
        Standalone platform = new Standalone(settings, data);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            platform.close();
                            stopped.countDown();
                        },
                        "shutdown"));
        System.out.println(greeting + platform.dashboard());
        stopped.await();
    }
}
