package io.traas.ui;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.traas.model.stage.Settings;
import io.traas.model.stage.StageMain;
import java.util.concurrent.CountDownLatch;

/**
 * The dashboard as a process of its own. It serves its health ({@code /healthz}) and metrics ({@code /metrics}) on the
 * dashboard's port, so it needs no second server.
 */
public final class UiMain {

    private UiMain() {}

    /** @param arguments {@code [--config FILE]} */
    public static void main(String[] arguments) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        try {
            Settings settings = StageMain.settings(arguments, System.getenv());
            UiStage stage = UiStage.start(settings, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                stage.close();
                                stopped.countDown();
                            },
                            "shutdown"));
            System.out.println("ready ui http://" + settings.text("ui.host", "127.0.0.1", "") + ":" + stage.port());
        } catch (RuntimeException e) {
            System.err.println("traas ui: " + e.getMessage());
            System.exit(1);
        }
        stopped.await();
    }
}
