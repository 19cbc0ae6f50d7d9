package io.traas.detector.quality;

import io.traas.detector.localise.Kind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How well root causes are found on PetShop (Hardt et al., CLeaR 2024), by its published definition: every issue gives
 * a ranking of pairs of node and metric, at most one for a node; it hits at k when the true node is among the first k,
 * with the true metric where the data name one.
 *
 * @param results one for each issue
 * @param quietWindows windows of ordinary operation that were judged as if somebody had complained
 * @param quietUnknown of these, how many rightly got no cause
 */
public record PetShopFigures(List<Result> results, int quietWindows, int quietUnknown) {

    /**
     * @param scenario name of the folder: a pattern of traffic
     * @param issue folder of the issue below that
     * @param symptom what was noticed
     * @param truth the node whose fault it was
     * @param rank of the truth, from 1; 0 when it is not among the suspects
     * @param first the best suspect with its evidence, empty when the cause is called unknown
     */
    public record Result(String scenario, String issue, Kind symptom, String truth, int rank, String first) {

        boolean hitAt(int k) {
            return rank > 0 && rank <= k;
        }
    }

    public PetShopFigures {
        results = List.copyOf(results);
    }

    /** Share of the issues whose truth is among the first k suspects; NaN without issues. */
    public double accuracyAt(int k) {
        return results.stream()
                .mapToInt(each -> each.hitAt(k) ? 1 : 0)
                .average()
                .orElse(Double.NaN);
    }

    /** Mean of the accuracies at 1 to 5. */
    public double averageAt5() {
        return IntStream.rangeClosed(1, 5)
                .mapToDouble(this::accuracyAt)
                .average()
                .orElse(Double.NaN);
    }

    /** Share of the quiet windows whose cause is rightly called unknown; NaN without windows. */
    public double specificity() {
        return quietWindows == 0 ? Double.NaN : (double) quietUnknown / quietWindows;
    }

    /** The same figures for each group of issues, without quiet windows; in order of the names. */
    public Map<String, PetShopFigures> by(Function<Result, String> group) {
        return results.stream()
                .collect(Collectors.groupingBy(group, TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        each -> new PetShopFigures(each.getValue(), 0, 0),
                        (a, b) -> a,
                        TreeMap::new));
    }
}
