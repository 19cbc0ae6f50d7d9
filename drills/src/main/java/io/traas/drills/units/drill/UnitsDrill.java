package io.traas.drills.units.drill;

import io.traas.drills.bank.wire.Form;
import io.traas.drills.units.replica.LogEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One drill from an empty directory to a judgement: start, warm up, break, watch, heal, audit. */
final class UnitsDrill {

    private static final List<String> LOST = List.of("a1", "a2");
    private static final List<String> REST = List.of("b1", "b2", "c1");
    private static final Duration SLOWNESS = Duration.ofMillis(600);
    private static final Duration LONGEST_FAULT = Duration.ofMinutes(3);
    private static final Duration LONGEST_MOVE = Duration.ofSeconds(90);
    private static final Duration SETTLE = Duration.ofSeconds(60);
    private static final int CHECKED_ACCOUNTS = 16;

    private final DrillKind kind;
    private final Journal journal;
    private final Pace pace;
    private final String classPath;
    private final Path directory;
    private final Random random;

    /** Where moves are written down, and so what makes them: a process with a file, or the whole platform with its ledger. */
    enum Journal {
        FILE,
        LEDGER
    }

    /**
     * How long and how much.
     *
     * @param watch how long a fault lasts at least
     * @param holdSeconds how long service must have been good again
     */
    record Pace(Duration warmUp, Duration watch, int holdSeconds, int writesPerSecond, int readsPerSecond) {

        static final Pace FULL = new Pace(Duration.ofSeconds(6), Duration.ofSeconds(40), 8, 20, 20);
        static final Pace SHORT = new Pace(Duration.ofSeconds(2), Duration.ofSeconds(18), 3, 10, 10);
    }

    UnitsDrill(DrillKind kind, Journal journal, Pace pace, String classPath, Path directory, long seed) {
        this.kind = kind;
        this.journal = journal;
        this.pace = pace;
        this.classPath = classPath;
        this.directory = directory;
        this.random = new Random(seed);
    }

    Outcome run() throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Books books = new Books();
        try (UnitsBank bank = UnitsBank.start(directory, random);
                Platform platform = platform(bank.topologyFile());
                Customers world = new Customers("world", bank.endpoints(), books, 1, new Random(random.nextLong()));
                Customers inside = new Customers(
                        "inside", only(bank.endpoints(), LOST), books, 1_000_000_000, new Random(random.nextLong()))) {
            world.begin(pace.writesPerSecond(), pace.readsPerSecond());
            Thread.sleep(pace.warmUp().toMillis());
            long fault = Customers.now();
            strike(bank, platform, inside);
            long end = Customers.now();
            double memory = memoryMib(bank, platform);
            world.end();
            inside.end();
            heal(bank);
            Map<String, Map<String, List<LogEntry>>> logs = settledLogs(bank);
            Audit audit = withBalances(Audit.of(books, logs), bank, logs);
            return outcome(world.seen(), platform.said(), fault, end, exported(bank), memory, audit);
        }
    }

    private Platform platform(Path topology) throws IOException, InterruptedException {
        return switch (journal) {
            case FILE -> FailoverProcess.start(classPath, topology, directory);
            case LEDGER -> WholePlatform.start(classPath, topology, directory, Clock.systemUTC());
        };
    }

    private void strike(UnitsBank bank, Platform platform, Customers inside) throws IOException, InterruptedException {
        switch (kind) {
            case SWITCHOVER -> {
                move(platform, "b1");
                move(platform, "a1");
                Thread.sleep(pace.holdSeconds() * 1000L + 500);
            }
            case MOVER_KILLED -> {
                platform.order("u1", "b1");
                platform.await(line -> line.matches("MOVE SWITCHOVER u1 \\d+ CATCH_UP b1.*"), LONGEST_MOVE);
                platform.kill();
                awaitMoved(platform, "b1");
                Thread.sleep(pace.holdSeconds() * 1000L + 500);
            }
            case CENTRES -> {
                LOST.forEach(bank::kill);
                watch(platform);
            }
            case PARTITION -> {
                inside.begin(pace.writesPerSecond() / 4, 0);
                for (String centre : REST) {
                    bank.cut(centre, LOST);
                }
                for (String centre : LOST) {
                    bank.cut(centre, List.of("b1", "b2", "c1", "world", "failover"));
                }
                watch(platform);
            }
            case SLOW_REPLICA -> {
                bank.slow("c1", SLOWNESS);
                Thread.sleep(pace.watch().toMillis() / 2);
                bank.slow("c1", Duration.ZERO);
                bank.slow("a1", SLOWNESS);
                Thread.sleep(pace.watch().toMillis() / 2);
                bank.slow("a1", Duration.ZERO);
                Thread.sleep(pace.holdSeconds() * 1000L + 500);
            }
        }
    }

    /** For the given time, and on until the platform has moved what it has to, so that the books tell of all of it. */
    private void watch(Platform platform) throws InterruptedException {
        long deadline = Customers.now() + LONGEST_FAULT.toMillis();
        Thread.sleep(pace.watch().toMillis());
        while (count(platform.said(), " COMPLETED ") < kind.movesWanted() && Customers.now() < deadline) {
            Thread.sleep(200);
        }
    }

    private static void move(Platform platform, String target) throws IOException, InterruptedException {
        platform.order("u1", target);
        awaitMoved(platform, target);
    }

    private static void awaitMoved(Platform platform, String target) throws InterruptedException {
        platform.await(
                line -> line.matches("MOVE SWITCHOVER u1 \\d+ (COMPLETED|ABORTED|ESCALATED) " + target + ".*"),
                LONGEST_MOVE);
    }

    private void heal(UnitsBank bank) throws IOException, InterruptedException {
        for (String centre : UnitsBank.SITES.keySet()) {
            if (kind == DrillKind.CENTRES && LOST.contains(centre)) {
                bank.restart(centre);
            } else {
                bank.cut(centre, List.of());
            }
        }
    }

    /** The logs of all replicas once they are equal, or as they are when that takes too long. */
    private static Map<String, Map<String, List<LogEntry>>> settledLogs(UnitsBank bank)
            throws IOException, InterruptedException {
        long deadline = Customers.now() + SETTLE.toMillis();
        while (!isSettled(bank) && Customers.now() < deadline) {
            Thread.sleep(200);
        }
        Map<String, Map<String, List<LogEntry>>> logs = new TreeMap<>();
        for (String unit : UnitsBank.UNITS.keySet()) {
            Map<String, List<LogEntry>> replicas = new TreeMap<>();
            for (String centre : UnitsBank.SITES.keySet()) {
                replicas.put(centre, bank.log(centre, unit));
            }
            logs.put(unit, replicas);
        }
        return logs;
    }

    private static boolean isSettled(UnitsBank bank) throws IOException {
        for (String unit : UnitsBank.UNITS.keySet()) {
            Form first = bank.status("c1", unit);
            for (String centre : UnitsBank.SITES.keySet()) {
                Form other = bank.status(centre, unit);
                for (String field : List.of("promised", "position", "lastEpoch", "committed")) {
                    if (!other.text(field).equals(first.text(field))) {
                        return false;
                    }
                }
            }
            if (first.number("committed") != first.number("position")) {
                return false;
            }
        }
        return true;
    }

    /** What the replicas say the accounts hold must be what their logs say. */
    private static Audit withBalances(Audit audit, UnitsBank bank, Map<String, Map<String, List<LogEntry>>> logs)
            throws IOException {
        List<String> findings = new ArrayList<>(audit.findings());
        for (String unit : logs.keySet()) {
            for (String centre : UnitsBank.SITES.keySet()) {
                long[] expected = Audit.balances(logs.get(unit).get(centre));
                for (int account = 0; account < CHECKED_ACCOUNTS; account++) {
                    long told = bank.balance(centre, unit, account);
                    if (told != expected[account]) {
                        findings.add("account " + account + " of " + unit + " holds " + told + " in " + centre
                                + ", by the log it must hold " + expected[account]);
                    }
                }
            }
        }
        return new Audit(audit.receipts(), audit.lost(), audit.doubled(), audit.splitBrain(), findings);
    }

    private static int exported(UnitsBank bank) throws IOException {
        int exported = 0;
        for (String unit : UnitsBank.UNITS.keySet()) {
            for (String centre : LOST) {
                exported += bank.exported(centre, unit).size();
            }
        }
        return exported;
    }

    private Outcome outcome(
            List<Customers.Seen> seen,
            List<Platform.Said> said,
            long fault,
            long end,
            int exported,
            double memory,
            Audit audit) {
        List<Customers.Seen> since = seen.stream()
                .filter(request -> request.startMillis() >= fault && request.startMillis() <= end)
                .toList();
        OptionalLong back = Figures.backAfterMillis(seen, fault, end, pace.holdSeconds());
        int well = count(said, " COMPLETED ");
        int badly = count(said, " ABORTED ") + count(said, " ESCALATED ");
        int unwanted = kind == DrillKind.SLOW_REPLICA ? well : 0;
        return new Outcome(
                kind.label(),
                back.orElse(-1),
                kind == DrillKind.SWITCHOVER ? Figures.longestFreezeMillis(seen, "u1", fault, end) : -1,
                since.size(),
                Figures.failed(since, false),
                Figures.failed(since, true),
                well,
                badly + unwanted,
                exported,
                memory,
                audit,
                said.stream()
                        .filter(line -> line.atMillis() >= fault)
                        .map(line -> (line.atMillis() - fault) + " ms: " + line.line())
                        .toList());
    }

    private static int count(List<Platform.Said> said, String word) {
        return (int) said.stream()
                .filter(line -> line.line().startsWith("MOVE ") && line.line().contains(word))
                .count();
    }

    private static double memoryMib(UnitsBank bank, Platform platform) {
        return Stream.concat(bank.pids().stream(), platform.pids().stream())
                .mapToDouble(UnitsDrill::residentMib)
                .sum();
    }

    private static double residentMib(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/status"))
                    .lines()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D+", "")) / 1024)
                    .sum();
        } catch (IOException ended) {
            return 0;
        }
    }

    private static Map<String, String> only(Map<String, String> endpoints, List<String> centres) {
        Map<String, String> some = new LinkedHashMap<>();
        centres.forEach(centre -> some.put(centre, endpoints.get(centre)));
        return some;
    }
}
