package io.traas.model.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.model.wire.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One line of a benchmark's table: what was measured against what is asked.
 *
 * @param bar NaN when nothing is asked
 * @param atMost whether the bar is an upper limit
 */
public record Figure(String name, double measured, double bar, boolean atMost) {

    public static Figure atLeast(String name, double measured, double bar) {
        return new Figure(name, measured, bar, false);
    }

    public static Figure atMost(String name, double measured, double bar) {
        return new Figure(name, measured, bar, true);
    }

    public static Figure told(String name, double measured) {
        return new Figure(name, measured, Double.NaN, true);
    }

    public boolean met() {
        return Double.isNaN(bar) || (atMost ? measured <= bar : measured >= bar);
    }

    public String line() {
        if (Double.isNaN(bar)) {
            return String.format(Locale.ROOT, "%-58s %9.3f", name, measured);
        }
        return String.format(
                Locale.ROOT,
                "%-58s %9.3f  %s %7.2f  %s",
                name,
                measured,
                atMost ? "<=" : ">=",
                bar,
                met() ? "met" : "NOT MET");
    }

    /** Writes them as JSON. */
    public static void write(List<Figure> figures, Path file) throws IOException {
        ArrayNode all = Json.mapper().createArrayNode();
        for (Figure figure : figures) {
            ObjectNode one =
                    all.addObject().put("figure", figure.name().strip()).put("measured", figure.measured());
            if (!Double.isNaN(figure.bar())) {
                one.put("bar", figure.bar()).put("atMost", figure.atMost()).put("met", figure.met());
            }
        }
        Json.mapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), all);
    }

    /** What {@link #write} wrote, in its order. */
    public static List<Figure> read(Path file) throws IOException {
        List<Figure> figures = new ArrayList<>();
        for (JsonNode one : Json.mapper().readTree(file.toFile())) {
            figures.add(new Figure(
                    one.path("figure").asText(),
                    one.path("measured").asDouble(Double.NaN),
                    one.path("bar").asDouble(Double.NaN),
                    one.path("atMost").asBoolean(true)));
        }
        return figures;
    }
}
