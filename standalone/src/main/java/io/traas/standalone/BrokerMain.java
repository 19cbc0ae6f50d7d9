package io.traas.standalone;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The broker in a process of its own. */
public final class BrokerMain {

    private static final String USAGE =
            "usage: --dir DIR --port PORT [--listener PORT:ADVERTISED]... [--set KAFKA_SETTING=VALUE]...";

    private BrokerMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        Broker broker;
        try {
            broker = start(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println("traas broker: " + e.getMessage() + "; " + USAGE);
            System.exit(2);
            return;
        }
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

    private static Broker start(List<String> arguments) {
        Path directory = null;
        int port = 0;
        List<Broker.Listener> listeners = new ArrayList<>();
        Map<String, String> settings = new HashMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            String option = arguments.get(i);
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            String value = arguments.get(i + 1);
            switch (option) {
                case "--dir" -> directory = Path.of(value);
                case "--port" -> port = Integer.parseInt(value);
                case "--listener" -> listeners.add(listener(value));
                case "--set" -> settings.put(half(value, "=", 0), half(value, "=", 1));
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        if (directory == null) {
            throw new IllegalArgumentException("--dir is missing");
        }
        return new Broker(directory, port, listeners, settings);
    }

    private static Broker.Listener listener(String text) {
        return new Broker.Listener(Integer.parseInt(half(text, ":", 0)), Integer.parseInt(half(text, ":", 1)));
    }

    private static String half(String text, String separator, int which) {
        String[] halves = text.split(separator, 2);
        if (halves.length < 2) {
            throw new IllegalArgumentException("'" + text + "' has no '" + separator + "'");
        }
        return halves[which];
    }
}
