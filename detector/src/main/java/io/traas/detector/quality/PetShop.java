package io.traas.detector.quality;

import io.traas.detector.localise.Answers;
import io.traas.detector.localise.CallGraph;
import io.traas.detector.localise.History;
import io.traas.detector.localise.Kind;
import io.traas.detector.localise.Localiser;
import io.traas.detector.localise.RankedSuspect;
import io.traas.detector.localise.Ranking;
import io.traas.detector.localise.Symptom;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Runs the {@link Localiser}, as incidents do, on PetShop: microservices on AWS, seen by X-Ray and CloudWatch every five minutes,
 * with injected issues. Rows that were over when the complaint came count as before the symptom.
 */
public final class PetShop {

    /** A node that X-Ray knows only from the calls to it. */
    private static final String REMOTE = "_remote";

    private static final int QUIET_BEFORE = 2;
    private static final int QUIET_DURING = 3;

    private PetShop() {}

    /**
     * @param folder of one scenario, or of several
     * @throws IOException when a file is missing or cannot be read
     */
    public static PetShopFigures measure(Path folder) throws IOException {
        List<PetShopFigures.Result> results = new ArrayList<>();
        int windows = 0;
        int unknown = 0;
        for (Path scenario : PetShopFiles.scenarios(folder)) {
            CallGraph graph = PetShopFiles.graph(scenario);
            PetShopFiles.Table quiet = PetShopFiles.quiet(scenario);
            List<PetShopFiles.Issue> issues = PetShopFiles.issues(scenario);
            for (PetShopFiles.Issue issue : issues) {
                results.add(result(scenario, graph, quiet, issue));
            }
            List<Symptom> symptoms =
                    issues.stream().map(PetShop::symptom).distinct().toList();
            List<Integer> starts = quietStarts(quiet);
            for (Symptom symptom : symptoms) {
                windows += starts.size();
                unknown += (int) starts.stream()
                        .filter(start -> quietRanking(graph, quiet, start, symptom)
                                .flatMap(Ranking::cause)
                                .isEmpty())
                        .count();
            }
        }
        return new PetShopFigures(results, windows, unknown);
    }

    private static PetShopFigures.Result result(
            Path scenario, CallGraph graph, PetShopFiles.Table quiet, PetShopFiles.Issue issue) {
        PetShopFiles.Table table = issue.table();
        int during = table.endedBy(issue.at());
        List<History> histories = new ArrayList<>();
        table.answers().forEach((node, rows) -> {
            List<Answers> all = new ArrayList<>(quiet.answers().getOrDefault(node, List.of()));
            int onset = all.size() + during;
            all.addAll(rows);
            histories.add(new History(node, isOutside(node), all, onset));
        });
        Symptom symptom = symptom(issue);
        Optional<Ranking> ranking = new Localiser(graph, histories, Set.of()).rank(symptom);
        return new PetShopFigures.Result(
                scenario.getFileName().toString(),
                issue.name(),
                symptom.kind(),
                issue.node(),
                rankOf(issue, ranking.map(Ranking::suspects).orElse(List.of())),
                ranking.flatMap(Ranking::cause).map(RankedSuspect::because).orElse(""));
    }

    private static int rankOf(PetShopFiles.Issue issue, List<RankedSuspect> suspects) {
        for (int i = 0; i < suspects.size(); i++) {
            RankedSuspect suspect = suspects.get(i);
            boolean metric = issue.metric().isEmpty() || issue.metric().equals(metricOf(suspect.kind()));
            if (suspect.node().equals(issue.node()) && metric) {
                return i + 1;
            }
        }
        return 0;
    }

    private static Symptom symptom(PetShopFiles.Issue issue) {
        boolean latency = issue.symptomMetric().equals(metricOf(Kind.LATENCY));
        return new Symptom(issue.symptomNode(), latency ? Kind.LATENCY : Kind.FAILURES);
    }

    private static String metricOf(Kind kind) {
        return kind == Kind.LATENCY ? "latency" : "availability";
    }

    private static boolean isOutside(String node) {
        return node.endsWith(REMOTE);
    }

    /** The second half of the quiet rows, in windows as long as an issue's. */
    private static List<Integer> quietStarts(PetShopFiles.Table quiet) {
        int rows = quiet.starts().length;
        List<Integer> starts = new ArrayList<>();
        for (int i = rows / 2; i + QUIET_BEFORE + QUIET_DURING <= rows; i += QUIET_BEFORE + QUIET_DURING) {
            starts.add(i);
        }
        return starts;
    }

    /** As if somebody had complained amid a quiet time; only what lies before it is known. */
    private static Optional<Ranking> quietRanking(
            CallGraph graph, PetShopFiles.Table quiet, int start, Symptom symptom) {
        int during = start + QUIET_BEFORE;
        List<History> histories = new ArrayList<>();
        quiet.answers()
                .forEach((node, rows) -> histories.add(
                        new History(node, isOutside(node), rows.subList(0, during + QUIET_DURING), during)));
        return new Localiser(graph, histories, Set.of()).rank(symptom);
    }

    /** Prints the figures of the folder given, each issue and each group. */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("give one folder of the PetShop data: of a scenario, or of several");
            System.exit(2);
        }
        print(measure(Path.of(args[0])), System.out);
    }

    static void print(PetShopFigures figures, PrintStream out) {
        for (PetShopFigures.Result each : figures.results()) {
            out.printf(
                    Locale.ROOT,
                    "%s/%s %s of %s: rank %d; first: %s%n",
                    each.scenario(),
                    each.issue(),
                    each.symptom(),
                    each.truth(),
                    each.rank(),
                    each.first().isEmpty() ? "unknown" : each.first());
        }
        figures.by(each -> each.scenario() + " " + each.symptom()).forEach((name, part) -> line(name, part, out));
        figures.by(each -> each.truth()).forEach((name, part) -> line(name, part, out));
        line("all", figures, out);
        out.printf(
                Locale.ROOT,
                "cause unknown in %d of %d quiet windows%n",
                figures.quietUnknown(),
                figures.quietWindows());
    }

    private static void line(String name, PetShopFigures figures, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%-60s n %3d  AC@1 %.3f  AC@3 %.3f  Avg@5 %.3f%n",
                name,
                figures.results().size(),
                figures.accuracyAt(1),
                figures.accuracyAt(3),
                figures.averageAt5());
    }
}
