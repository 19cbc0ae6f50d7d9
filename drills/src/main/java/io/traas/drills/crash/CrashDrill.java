package io.traas.drills.crash;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.demo.Workplace;
import io.traas.model.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * {@code ./traas drill crash}: kills, stops and cuts off the platform's acting stage at every boundary, and says what came
 * of it. Exit code 0 when nothing was doubled, lost or violated, and nine of ten runs came to their crash point.
 */
public final class CrashDrill {

    private final DrillOptions options;
    private final Clock clock = Clock.systemUTC();
    private final List<Verdict> verdicts = new ArrayList<>();
    private final List<Aftermath.Result> aftermaths = new ArrayList<>();

    private CrashDrill(DrillOptions options) {
        this.options = options;
    }

    public static void main(String[] arguments) throws InterruptedException {
        List<String> list = List.of(arguments);
        if (list.contains("--help")) {
            System.out.print(usage());
            return;
        }
        try {
            int processors = Runtime.getRuntime().availableProcessors();
            System.exit(new CrashDrill(DrillOptions.of(list, processors)).run() ? 0 : 1);
        } catch (IllegalArgumentException e) {
            System.err.println("traas drill crash: " + e.getMessage());
            System.err.print(usage());
            System.exit(2);
        } catch (IllegalStateException | UncheckedIOException e) {
            System.err.println("traas drill crash: " + e.getMessage());
            System.exit(1);
        }
    }

    private static String usage() {
        try (var text = CrashDrill.class.getResourceAsStream("usage.txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("usage.txt is missing", e);
        }
    }

    private boolean run() throws InterruptedException {
        String classPath = classPath("standalone");
        long started = System.nanoTime();
        try (Workplace workplace = Workplace.open(options.data())) {
            List<Ground> grounds = IntStream.rangeClosed(1, options.lanes())
                    .mapToObj(lane ->
                            new Ground(options.session(), List.of(), lane(workplace.directory(), lane), classPath))
                    .toList();
            // Whoever ends the drill by Ctrl-C leaves neither process nor file behind.
            List<Runnable> curtain = List.of(() -> grounds.forEach(Ground::close), workplace::close);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> curtain.forEach(Runnable::run), "curtain"));
            say("starting " + (grounds.size() == 1 ? "" : grounds.size() + " times ")
                    + "a broker, a practice cluster and two replicas");
            drill(grounds, workplace.directory());
        } finally {
            if (options.json() != null) {
                write(options.json());
            }
        }
        say(String.format(
                Locale.ROOT,
                "%d runs in %.0f s: %d doubled, %d lost, %d violations; %d did not come to their crash point",
                verdicts.size(),
                (System.nanoTime() - started) / 1e9,
                doubled(),
                lost(),
                violations(),
                notReached()));
        if (provesTooLittle()) {
            say("a run that does not come to its crash point proves nothing: too many did not");
        }
        return doubled() == 0 && lost() == 0 && violations() == 0 && !provesTooLittle();
    }

    /** Each ground takes the next case when it is done with one; a ground that does not hold ends them all. */
    private void drill(List<Ground> grounds, Path directory) throws InterruptedException {
        Queue<CrashCase> cases = new ConcurrentLinkedQueue<>(CrashCase.matrix(options.seed(), options.runs()));
        ExecutorService lanes = Executors.newFixedThreadPool(grounds.size());
        try {
            CompletionService<Void> done = new ExecutorCompletionService<>(lanes);
            for (int lane = 1; lane <= grounds.size(); lane++) {
                Ground ground = grounds.get(lane - 1);
                LedgerProof proof = new LedgerProof(classPath("remediation"), lane(directory, lane));
                done.submit(() -> drill(ground, cases, proof));
            }
            for (int i = 0; i < grounds.size(); i++) {
                done.take().get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } finally {
            lanes.shutdownNow();
            grounds.forEach(Ground::close);
        }
    }

    private Void drill(Ground ground, Queue<CrashCase> cases, LedgerProof proof) throws InterruptedException {
        ground.open();
        Judgements judgements = new Judgements(ground);
        Drill drill = new Drill(ground, clock, judgements, options.session(), options.threeSessions());
        long opened = System.nanoTime();
        for (CrashCase drilled = cases.poll(); drilled != null; drilled = cases.poll()) {
            tell(drill.run(drilled), (System.nanoTime() - opened) / 1e9);
        }
        tell(new Aftermath(ground, clock, judgements, proof, options.session()).result());
        return null;
    }

    private synchronized void tell(Aftermath.Result result) {
        aftermaths.add(result);
        say(String.format(
                Locale.ROOT,
                "a ledger of %d entries, and %d plans read from it anew: %s",
                result.entries(),
                result.plans(),
                result.violations().isEmpty() ? "ok" : "BAD"));
        result.violations().forEach(violation -> say("     VIOLATED: " + violation));
    }

    private synchronized void tell(Verdict verdict, double elapsed) {
        verdicts.add(verdict);
        say(line(verdict, elapsed));
        verdict.violations().forEach(violation -> say("     VIOLATED: " + violation));
    }

    private Path lane(Path directory, int lane) {
        try {
            return options.lanes() == 1 ? directory : Files.createDirectories(directory.resolve("lane-" + lane));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create a directory in " + directory, e);
        }
    }

    private String line(Verdict verdict, double elapsed) {
        double left = elapsed / verdicts.size() * (options.runs() - verdicts.size());
        return String.format(
                Locale.ROOT,
                "%4d of %d  %-4s %5.1f s  %-48s %s",
                verdicts.size(),
                options.runs(),
                verdict.good() ? "ok" : "BAD",
                verdict.seconds(),
                verdict.drilled().describe() + (verdict.came() ? "" : " (not reached)"),
                String.format(Locale.ROOT, "%.0f s left", left));
    }

    private int doubled() {
        return verdicts.stream().mapToInt(Verdict::doubled).sum()
                + aftermaths.stream().mapToInt(Aftermath.Result::doubled).sum();
    }

    private int lost() {
        return verdicts.stream().mapToInt(Verdict::lost).sum();
    }

    private int violations() {
        return verdicts.stream()
                        .mapToInt(verdict -> verdict.violations().size())
                        .sum()
                + aftermaths.stream()
                        .mapToInt(result -> result.violations().size())
                        .sum();
    }

    private long notReached() {
        return verdicts.stream().filter(verdict -> !verdict.came()).count();
    }

    private boolean provesTooLittle() {
        return notReached() * 10 > verdicts.size();
    }

    private void write(Path file) {
        ObjectNode all = Json.mapper().createObjectNode();
        all.put("runs", verdicts.size())
                .put("doubled", doubled())
                .put("lost", lost())
                .put("violations", violations())
                .put("notReached", notReached())
                .put("seed", options.seed());
        ObjectNode points = all.putObject("points");
        for (CrashCase.Point point : CrashCase.Point.values()) {
            List<Verdict> own = verdicts.stream()
                    .filter(verdict -> verdict.drilled().point() == point)
                    .toList();
            points.putObject(point.name())
                    .put("runs", own.size())
                    .put("reached", own.stream().filter(Verdict::came).count())
                    .put("bad", own.stream().filter(verdict -> !verdict.good()).count());
        }
        ArrayNode ledgers = all.putArray("ledgers");
        for (Aftermath.Result result : aftermaths) {
            ObjectNode ledger =
                    ledgers.addObject().put("entries", result.entries()).put("plans", result.plans());
            result.violations().forEach(ledger.putArray("violations")::add);
        }
        ArrayNode bad = all.putArray("bad");
        for (int i = 0; i < verdicts.size(); i++) {
            if (!verdicts.get(i).good()) {
                ObjectNode run = bad.addObject()
                        .put("run", i + 1)
                        .put("case", verdicts.get(i).drilled().describe());
                verdicts.get(i).violations().forEach(run.putArray("violations")::add);
            }
        }
        try {
            Json.mapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), all);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static String classPath(String module) {
        Path file = Path.of(System.getProperty("traas.home", ""), module, "target/classpath.txt");
        try {
            return Files.readString(file).trim();
        } catch (IOException e) {
            throw new UncheckedIOException("the platform is not built: cannot read " + file + "; run ./traas build", e);
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
