package io.traas.remediation.failover;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Watches units as a process of its own: {@code --topology FILE --journal FILE [--stop-file FILE]}. Reads {@code switchover
 * UNIT CENTRE} from standard input and ends with it. While the stop file exists it only watches. Says {@code ready}, then
 * each step as {@code MOVE kind unit epoch step centre}, and what people should know as {@code TELL text}.
 */
public final class FailoverMain {

    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration TIMEOUT = Duration.ofMillis(1500);

    private FailoverMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path topologyFile = null;
        Path journalFile = null;
        Path stopFile = null;
        for (int i = 0; i < arguments.length; i += 2) {
            Path value = i + 1 < arguments.length ? Path.of(arguments[i + 1]) : null;
            switch (arguments[i]) {
                case "--topology" -> topologyFile = value;
                case "--journal" -> journalFile = value;
                case "--stop-file" -> stopFile = value;
                default -> refuse("unknown option " + arguments[i]);
            }
        }
        if (topologyFile == null || journalFile == null) {
            refuse("--topology FILE and --journal FILE are needed");
            return;
        }
        Path stop = stopFile;
        BooleanSupplier mayAct = () -> stop == null || !Files.exists(stop);
        TopologyFile file = TopologyFile.read(topologyFile);
        HttpUnitControl control = new HttpUnitControl(file.endpoints(), TIMEOUT);
        Clock clock = Clock.systemUTC();
        try (FileJournal journal = new FileJournal(journalFile)) {
            MoveRunner runner = new MoveRunner(
                    file.topology(),
                    control,
                    journal,
                    mayAct,
                    clock,
                    time -> Thread.sleep(time.toMillis()),
                    FailoverMain::print);
            Consumer<String> tell = text -> System.out.println("TELL " + text);
            ExecutorService lookouts = Executors.newFixedThreadPool(8);
            try {
                run(
                        new FailoverController(
                                file.topology(), control, journal, runner, mayAct, clock, lookouts, tell),
                        clock);
            } finally {
                lookouts.shutdown();
            }
        }
    }

    private static void run(FailoverController controller, Clock clock) throws InterruptedException {
        Queue<String> commands = new ConcurrentLinkedQueue<>();
        Thread input = new Thread(() -> readInto(commands), "commands");
        input.setDaemon(true);
        input.start();
        controller.resume();
        System.out.println("ready");
        while (input.isAlive() || !commands.isEmpty()) {
            String command = commands.poll();
            if (command == null) {
                controller.watch();
                Thread.sleep(INTERVAL.toMillis());
            } else {
                obey(command, controller, clock);
            }
        }
    }

    private static void obey(String command, FailoverController controller, Clock clock) throws InterruptedException {
        String[] words = command.strip().split("\\s+");
        try {
            if (words.length != 3 || !words[0].equals("switchover")) {
                throw new IllegalArgumentException("'" + command + "' is not 'switchover UNIT CENTRE'");
            }
            String id = "switchover-" + words[1] + "-" + clock.instant().toEpochMilli();
            controller.carryOut(controller.planned(id, words[1], words[2]));
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.out.println("TELL refused: " + e.getMessage());
        }
    }

    private static void readInto(Queue<String> commands) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            lines.lines().forEach(commands::add);
        } catch (IOException closed) {
            System.out.println("TELL standard input broke: " + closed.getMessage());
        }
    }

    private static void print(MoveJournal.Line line) {
        Move move = line.move();
        String where = line.state() instanceof MoveState.Running running
                ? running.step().name()
                : ((MoveState.Ended) line.state()).result().name();
        System.out.println("MOVE " + move.kind() + " " + move.unit() + " " + move.epoch() + " " + where + " "
                + (move.target().isEmpty() ? "-" : move.target()));
        if (line.state() instanceof MoveState.Ended ended && !ended.why().isEmpty()) {
            System.out.println("TELL " + move.id() + " " + ended.result() + ": " + ended.why());
        }
    }

    private static void refuse(String why) {
        System.err.println("failover: " + why);
        System.exit(2);
    }
}
