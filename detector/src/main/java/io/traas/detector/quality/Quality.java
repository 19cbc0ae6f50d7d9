package io.traas.detector.quality;

import io.traas.detector.detect.Tier;
import io.traas.detector.ensemble.Ensemble;
import io.traas.detector.ensemble.SeriesDetector;
import io.traas.detector.quality.LabelledSeries.Judged;
import io.traas.model.bench.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code ./traas bench quality}: the shipped detector, one configuration and one threshold, on every labelled set there
 * is, held against the bars. Exit code 0 when every bar is met.
 */
public final class Quality {

    private static final String USAGE =
            "usage: ./traas bench quality --data DIR [--json FILE] [--detector ensemble|forest]\n"
                    + "  DIR holds nab/, mscloud/, aiops_kpi/, smd/, asd/, petshop_low_traffic/ and, to prove the scorer, nab-scorer-fixture/; what is missing is skipped\n";

    private static final List<String> KPI_SETS = List.of("mscloud", "aiops_kpi");

    private static final Map<String, Tier> TIERS = Map.of("ensemble", Tier.ENSEMBLE, "forest", Tier.FOREST);
    private static final long SEED = 1;

    private final Path data;
    private final Supplier<? extends SeriesDetector> fresh;
    private final double threshold;
    private final List<Figure> figures = new ArrayList<>();

    Quality(Path data, Supplier<? extends SeriesDetector> fresh, double threshold) {
        this.data = data;
        this.fresh = fresh;
        this.threshold = threshold;
    }

    public static void main(String[] arguments) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        Tier tier = TIERS.get(options.getOrDefault("--detector", "ensemble"));
        boolean understood = arguments.length % 2 == 0
                && tier != null
                && options.containsKey("--data")
                && List.of("--data", "--json", "--detector").containsAll(options.keySet());
        if (!understood || !Files.isDirectory(Path.of(options.get("--data")))) {
            System.err.print(
                    understood ? "traas bench quality: " + options.get("--data") + " is not a directory\n" : USAGE);
            System.exit(2);
        }
        try {
            Quality quality = new Quality(Path.of(options.get("--data")), () -> tier.fresh(SEED), Ensemble.THRESHOLD);
            List<Figure> figures = quality.measure();
            figures.forEach(figure -> System.out.println(figure.line()));
            if (options.containsKey("--json")) {
                Figure.write(figures, Path.of(options.get("--json")));
            }
            System.exit(figures.stream().allMatch(Figure::met) ? 0 : 1);
        } catch (IOException e) {
            System.err.println("traas bench quality: " + e.getMessage());
            System.exit(1);
        }
    }

    List<Figure> measure() throws IOException {
        if (there("nab")) {
            nab(LabelledSets.nab(data.resolve("nab")));
        }
        kpis();
        multivariate("smd", 0.755, 0.66);
        multivariate("asd", 0.263, 0.76);
        if (there("petshop_low_traffic")) {
            PetShopFigures located = PetShop.measure(data.resolve("petshop_low_traffic"));
            figures.add(Figure.atLeast("PetShop: root cause first (AC@1)", located.accuracyAt(1), 0.46));
            figures.add(Figure.atLeast("PetShop: Avg@5", located.averageAt5(), 0.66));
            figures.add(Figure.told("PetShop: quiet windows in which no cause is named", located.specificity()));
        }
        return List.copyOf(figures);
    }

    private boolean there(String set) {
        boolean there = Files.isDirectory(data.resolve(set));
        System.out.println(there ? "measuring " + set : "skipping " + set + ": there is no " + data.resolve(set));
        return there;
    }

    private void nab(List<LabelledSeries> corpus) throws IOException {
        Path fixture = data.resolve("nab-scorer-fixture");
        if (Files.isDirectory(fixture)) {
            figures.add(Figure.atMost(
                    "NAB scorer: worst difference from the fixture",
                    NabFixture.worstDifference(fixture, corpus),
                    1e-6));
        }
        List<NabScore.File> files = judge(corpus).stream()
                .map(judged -> new NabScore.File(
                        judged.scores(),
                        judged.series().starts(),
                        judged.series().ends()))
                .toList();
        NabScore.Result best = NabScore.best(files, NabScore.Profile.STANDARD);
        figures.add(Figure.atLeast("NAB standard, threshold by NAB's rule", best.normalised(), 60));
        figures.add(Figure.told("  that threshold", best.threshold()));
        figures.add(Figure.atLeast(
                "NAB standard, shipped threshold",
                NabScore.at(files, NabScore.Profile.STANDARD, threshold).normalised(),
                55));
        figures.add(Figure.atLeast(
                "NAB low FP", NabScore.best(files, NabScore.Profile.LOW_FP).normalised(), 48));
        figures.add(Figure.atLeast(
                "NAB low FN", NabScore.best(files, NabScore.Profile.LOW_FN).normalised(), 66));
        figures.add(Figure.told("NAB standard, threshold of every second file, on the others", twoFold(files)));
    }

    /** The threshold is chosen on one half of the corpus and used on the other, both ways round. */
    private static double twoFold(List<NabScore.File> files) {
        double sum = 0;
        for (int half = 0; half < 2; half++) {
            List<NabScore.File> chosenOn = new ArrayList<>();
            List<NabScore.File> usedOn = new ArrayList<>();
            for (int i = 0; i < files.size(); i++) {
                (i % 2 == half ? chosenOn : usedOn).add(files.get(i));
            }
            double chosen = NabScore.best(chosenOn, NabScore.Profile.STANDARD).threshold();
            sum += NabScore.at(usedOn, NabScore.Profile.STANDARD, chosen).normalised();
        }
        return sum / 2;
    }

    private void kpis() throws IOException {
        List<Double> f1 = new ArrayList<>();
        List<Double> volumes = new ArrayList<>();
        for (String set : KPI_SETS) {
            if (!there(set)) {
                continue;
            }
            List<Judged> all = judge(LabelledSets.folder(data.resolve(set)));
            Notifications byScore = all.stream()
                    .map(judged -> Notifications.of(judged.series(), judged.over(threshold)))
                    .reduce(Notifications.NONE, Notifications::plus);
            Notifications byAlert = all.stream()
                    .map(judged -> Notifications.of(judged.series(), judged.alerts()))
                    .reduce(Notifications.NONE, Notifications::plus);
            double volume = all.parallelStream()
                    .mapToDouble(judged -> VusPr.of(judged.series(), judged.scores()))
                    .filter(each -> !Double.isNaN(each))
                    .average()
                    .orElse(Double.NaN);
            f1.add(byScore.f1());
            volumes.add(volume);
            figures.add(Figure.told(set + ": notification F1 by score", byScore.f1()));
            figures.add(Figure.told(set + ": precision by score", byScore.precision()));
            figures.add(Figure.told(set + ": recall by score", byScore.recall()));
            figures.add(Figure.atMost(set + ": false alerts per 10,000 points by score", byScore.falsePer10k(), 4));
            figures.add(Figure.told(set + ": median delay by score, points", byScore.medianDelay()));
            figures.add(Figure.told(set + ": notification F1 by alert", byAlert.f1()));
            figures.add(Figure.told(set + ": false alerts per 10,000 points by alert", byAlert.falsePer10k()));
            figures.add(Figure.told(set + ": VUS-PR", volume));
        }
        if (f1.size() == KPI_SETS.size()) {
            figures.add(Figure.atLeast("KPI sets: macro notification F1", mean(f1), 0.52));
            figures.add(Figure.atLeast("KPI sets: macro VUS-PR", mean(volumes), 0.45));
        }
    }

    /** @param f1 and {@code hits} are what simple scorers reach */
    private void multivariate(String set, double f1, double hits) throws IOException {
        if (there(set)) {
            MultivariateFigures found = Multivariate.measure(data.resolve(set));
            figures.add(Figure.atLeast(
                    set + ": notification F1 of targets", found.notifications().f1(), f1));
            figures.add(Figure.atLeast(set + ": root metric first", found.rootMetricHitRate(), hits));
        }
    }

    private List<Judged> judge(List<LabelledSeries> set) {
        return set.parallelStream().map(series -> series.judged(fresh)).toList();
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
