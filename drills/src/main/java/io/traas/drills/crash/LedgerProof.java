package io.traas.drills.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.traas.model.LedgerEntry;
import io.traas.model.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Holds the whole ledger, as it lies on its topic, against itself and against what was read of it while it was written, by
 * the platform's own programs: the audit goes over its hash chain, and its plans are read anew from the beginning.
 */
final class LedgerProof {

    private static final String AUDIT = "io.traas.remediation.audit.AuditMain";
    private static final String REPLAY = "io.traas.remediation.ledger.Replay";

    private final String classPath;
    private final Path directory;

    /**
     * What came of it.
     *
     * @param entries in the chain
     * @param plans that were compared
     * @param violations in plain sentences
     */
    record Proof(long entries, int plans, List<String> violations) {
        Proof {
            violations = List.copyOf(violations);
        }
    }

    /**
     * @param classPath of the acting stage and its tests
     * @param directory for the export and what the programs say besides
     */
    LedgerProof(String classPath, Path directory) {
        this.classPath = classPath;
        this.directory = directory;
    }

    /**
     * @param view what was read while it was written; nothing is written any more
     * @param ended plans that came to an end by what was seen
     * @throws IllegalStateException when the ledger could not be read, which proves nothing
     */
    Proof of(String bootstrap, LedgerView view, Set<String> ended) throws InterruptedException {
        String export = directory.resolve("ledger.export").toString();
        said(Set.of(0), AUDIT, "export", export, "--bootstrap", bootstrap);
        JsonNode audit = said(Set.of(0, 1), AUDIT, "verify", "--from-file", export, "--json");
        JsonNode replay = said(Set.of(0), REPLAY, export);
        return compare(audit, replay, view.since(0), ended);
    }

    /** @param audit as {@code ./traas audit verify --json} says it @param replay as the program of that name does */
    static Proof compare(JsonNode audit, JsonNode replay, List<LedgerEntry> seen, Set<String> ended) {
        List<String> violations = new ArrayList<>();
        audit.path("findings")
                .forEach(finding -> violations.add("I3 the chain is broken at "
                        + finding.path("place").asText() + ": "
                        + finding.path("kind").asText() + ", "
                        + finding.path("text").asText()));
        long entries = audit.path("entries").asLong();
        if (entries != seen.size()) {
            violations.add("I3 the chain has " + entries + " entries, " + seen.size() + " were seen being written");
        }
        replay.path("irregular").forEach(wrong -> violations.add("I3 the ledger is irregular: " + wrong.asText()));
        for (String planId : ended) {
            JsonNode plan = replay.path("plans").path(planId);
            if (!plan.path("finished").asBoolean()) {
                violations.add("I8 plan " + planId + " came to an end, and has none when read from the ledger");
            }
            List<String> read = new ArrayList<>();
            plan.path("entries").forEach(id -> read.add(id.asText()));
            if (!read.equals(ids(planId, seen))) {
                violations.add("I8 plan " + planId + " is another when read from the ledger: " + read + " instead of "
                        + ids(planId, seen));
            }
        }
        return new Proof(entries, ended.size(), violations);
    }

    /** An entry that was written twice counts once. */
    private static List<String> ids(String planId, List<LedgerEntry> seen) {
        return seen.stream()
                .filter(entry -> entry.planId().equals(planId))
                .map(LedgerEntry::id)
                .distinct()
                .toList();
    }

    /** The program's output as JSON; missing when it says nothing of that form. */
    private JsonNode said(Set<Integer> expected, String main, String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-DTRAAS_LOG_LEVEL=OFF",
                "-cp",
                classPath,
                main));
        command.addAll(List.of(arguments));
        Path errors = directory.resolve("ledger-proof.log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (!expected.contains(code)) {
                throw new IllegalStateException(
                        main + " ended with code " + code + "; its last words are in " + errors);
            }
            return text.startsWith("{")
                    ? Json.mapper().readTree(text)
                    : Json.mapper().missingNode();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + main, e);
        }
    }
}
