package io.traas.standalone;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The broker in a process of its own: {@code --dir DIR --port PORT}. */
public final class BrokerMain {

    private BrokerMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        List<String> list = List.of(arguments);
        if (list.size() != 4 || !list.get(0).equals("--dir") || !list.get(2).equals("--port")) {
            System.err.println("traas broker: usage: --dir DIR --port PORT, not " + list);
            System.exit(2);
        }
        Broker broker = new Broker(Path.of(list.get(1)), Integer.parseInt(list.get(3)));
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            broker.close();
                            stopped.countDown();
                        },
                        "shutdown"));
        System.out.println("ready broker " + broker.bootstrapServers());
        stopped.await();
    }
}
