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
        CountDownLatch stopped = new CountDownLatch(1);
        try {
            Settings settings = StageMain.settings(arguments, System.getenv());
            Path data = Path.of(settings.text(
                    "platform.data",
                    "traas-data",
                    "directory of everything that is kept: Kafka logs, checkpoints, incidents"));
            Standalone platform = new Standalone(settings, data);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                platform.close();
                                stopped.countDown();
                            },
                            "shutdown"));
            System.out.println("ready " + platform.dashboard());
        } catch (Exception e) {
            System.err.println("traas: " + e.getMessage());
            System.exit(1);
        }
        stopped.await();
    }
}
