package io.traas.remediation.failover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code centre NAME SITE HOST:PORT} and {@code unit NAME GROUP CENTRE,CENTRE,...}, a line each; {@code #} begins a
 * comment.
 *
 * @param endpoints centre to {@code host:port}
 */
public record TopologyFile(Topology topology, Map<String, String> endpoints) {

    /** @throws IllegalArgumentException for a line that makes no sense, with the line */
    public static TopologyFile read(Path path) throws IOException {
        return parse(Files.readAllLines(path));
    }

    /** @param timeout how long a centre may take for an answer */
    public UnitWatch.Units units(Duration timeout) {
        return new UnitWatch.Units(topology, new HttpUnitControl(endpoints, timeout));
    }

    static TopologyFile parse(List<String> lines) {
        Map<String, String> sites = new LinkedHashMap<>();
        Map<String, String> endpoints = new LinkedHashMap<>();
        Map<String, Topology.Unit> units = new LinkedHashMap<>();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+");
            if (words[0].isEmpty() || words[0].startsWith("#")) {
                continue;
            }
            if (words.length != 4 || !(words[0].equals("centre") || words[0].equals("unit"))) {
                throw new IllegalArgumentException("'" + line
                        + "' is neither 'centre NAME SITE HOST:PORT' nor 'unit NAME GROUP CENTRE,CENTRE,...'");
            }
            if (words[0].equals("centre")) {
                sites.put(words[1], words[2]);
                endpoints.put(words[1], words[3]);
            } else {
                units.put(words[1], new Topology.Unit(words[1], words[2], List.of(words[3].split(","))));
            }
        }
        if (sites.size() < 3 || units.isEmpty()) {
            throw new IllegalArgumentException(
                    "at least three centres and a unit are needed, there are " + sites.size() + " and " + units.size());
        }
        return new TopologyFile(new Topology(sites, units), endpoints);
    }
}
