package io.traas.drills.units.drill;

import io.traas.drills.bank.JavaCommand;
import io.traas.drills.bank.SideProcess;
import io.traas.drills.bank.wire.Form;
import io.traas.drills.bank.wire.HttpCall;
import io.traas.drills.units.centre.CentreMain;
import io.traas.drills.units.replica.LogEntry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Five centres as processes: two sites of two, and one of one that only votes. Four units, each at home in one of the four. */
final class UnitsBank implements AutoCloseable {

    /** Centre to site. */
    static final Map<String, String> SITES =
            new TreeMap<>(Map.of("a1", "site-a", "a2", "site-a", "b1", "site-b", "b2", "site-b", "c1", "site-c"));

    /** Unit to the centres that may lead it, home first. */
    static final Map<String, List<String>> UNITS = new TreeMap<>(Map.of(
            "u1", List.of("a1", "a2", "b1", "b2"),
            "u2", List.of("a2", "a1", "b2", "b1"),
            "u3", List.of("b1", "b2", "a1", "a2"),
            "u4", List.of("b2", "b1", "a2", "a1")));

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 10_000;
    private static final int PAGE = 2000;

    private final Path directory;
    private final Map<String, String> endpoints = new LinkedHashMap<>();
    private final Map<String, SideProcess> processes = new LinkedHashMap<>();

    private UnitsBank(Path directory) {
        this.directory = directory;
    }

    /** Starts it, each unit led from home in epoch 1. */
    static UnitsBank start(Path directory, Random random) throws IOException, InterruptedException {
        UnitsBank bank = new UnitsBank(directory);
        try {
            for (String centre : SITES.keySet()) {
                bank.endpoints.put(centre, "127.0.0.1:" + freePort(random, bank.endpoints.size()));
            }
            for (String centre : SITES.keySet()) {
                bank.launch(centre);
            }
            for (String centre : SITES.keySet()) {
                bank.processes.get(centre).awaitPort();
            }
            for (String unit : UNITS.keySet()) {
                bank.open(unit);
            }
            Files.writeString(bank.topologyFile(), bank.topology());
            return bank;
        } catch (IOException | InterruptedException | RuntimeException e) {
            bank.close();
            throw e;
        }
    }

    /** Below the range from which the kernel takes ports for callers, so that a restarted centre finds its own free. */
    private static int freePort(Random random, int index) throws IOException {
        while (true) {
            int port = FIRST_PORT + random.nextInt(PORTS / 5) * 5 + index;
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (java.net.BindException taken) {
                continue;
            }
        }
    }

    private void launch(String centre) {
        String all = endpoints.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
        List<String> command = JavaCommand.beside(
                CentreMain.class, List.of(centre, all, String.join(",", UNITS.keySet()), directory.toString()));
        processes.put(centre, SideProcess.start(command, directory.resolve(centre + ".log")));
    }

    private void open(String unit) throws IOException, InterruptedException {
        String home = UNITS.get(unit).get(0);
        Form epoch = Form.EMPTY.with("unit", unit).with("epoch", 1).with("asker", "opening");
        for (String centre : SITES.keySet()) {
            ask(centre, "/admin/fence", epoch);
        }
        ask(home, "/admin/lead", epoch);
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (post(home, "/admin/open", epoch).status() != 200) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("unit " + unit + " did not open in " + home);
            }
            Thread.sleep(50);
        }
        Form rule = Form.EMPTY.with("unit", unit).with("version", 1).with("epoch", 1);
        for (String centre : SITES.keySet()) {
            ask(centre, "/admin/route", rule.with("leader", home).with("writable", true));
        }
    }

    private String topology() {
        StringBuilder text = new StringBuilder();
        endpoints.forEach((centre, endpoint) -> text.append("centre ")
                .append(centre)
                .append(' ')
                .append(SITES.get(centre))
                .append(' ')
                .append(endpoint)
                .append('\n'));
        UNITS.forEach((unit, mayLead) -> text.append("unit ")
                .append(unit)
                .append(" ledgers ")
                .append(String.join(",", mayLead))
                .append('\n'));
        return text.toString();
    }

    Path topologyFile() {
        return directory.resolve("topology");
    }

    Map<String, String> endpoints() {
        return Map.copyOf(endpoints);
    }

    List<Long> pids() {
        return processes.values().stream().map(SideProcess::pid).toList();
    }

    /** SIGKILL. */
    void kill(String centre) {
        processes.get(centre).close();
    }

    void restart(String centre) throws InterruptedException {
        launch(centre);
        processes.get(centre).awaitPort();
    }

    /** From now on it neither hears these senders nor reaches these centres; none mends all links. */
    void cut(String centre, List<String> senders) throws IOException {
        ask(centre, "/fault/cut", Form.EMPTY.with("from", String.join(",", senders)));
    }

    /** Each of its answers takes so much longer; 0 heals it. */
    void slow(String centre, Duration delay) throws IOException {
        ask(centre, "/fault/slow", Form.EMPTY.with("millis", delay.toMillis()));
    }

    Form status(String centre, String unit) throws IOException {
        return ask(centre, "/admin/status", Form.EMPTY.with("unit", unit));
    }

    List<LogEntry> log(String centre, String unit) throws IOException {
        List<LogEntry> log = new ArrayList<>();
        while (true) {
            Form question = Form.EMPTY.with("unit", unit).with("after", log.size());
            List<LogEntry> page = entries(centre, "/shard/entries", question);
            log.addAll(page);
            if (page.size() < PAGE) {
                return log;
            }
        }
    }

    List<LogEntry> exported(String centre, String unit) throws IOException {
        return entries(centre, "/admin/exported", Form.EMPTY.with("unit", unit));
    }

    long balance(String centre, String unit, int account) throws IOException {
        return ask(centre, "/read", Form.EMPTY.with("unit", unit).with("number", account))
                .number("cents");
    }

    private List<LogEntry> entries(String centre, String path, Form question) throws IOException {
        HttpCall answer = post(centre, path, question);
        if (answer.status() != 200) {
            throw new IOException(centre + path + " answered " + answer);
        }
        return answer.body()
                .lines()
                .filter(line -> !line.isBlank())
                .map(LogEntry::parse)
                .toList();
    }

    private Form ask(String centre, String path, Form form) throws IOException {
        HttpCall answer = post(centre, path, form);
        if (answer.status() != 200) {
            throw new IOException(centre + path + " answered " + answer + " to " + form);
        }
        return Form.parse(answer.body());
    }

    private HttpCall post(String centre, String path, Form form) throws IOException {
        return HttpCall.post(endpoints.get(centre), path, form.with("via", "drill"), TIMEOUT);
    }

    @Override
    public void close() {
        processes.values().forEach(SideProcess::close);
    }
}
