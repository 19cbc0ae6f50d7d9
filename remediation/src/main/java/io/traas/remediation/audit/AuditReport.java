package io.traas.remediation.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.traas.model.wire.Json;
import java.io.PrintStream;

/** An audit as people, or machines, read it. */
final class AuditReport {

    private AuditReport() {}

    static void print(Audit.Report report, boolean json, PrintStream out) {
        if (json) {
            try {
                out.println(Json.mapper().writeValueAsString(report));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("cannot write a report as JSON", e);
            }
            return;
        }
        if (report.unchained() > 0) {
            out.println(
                    report.unchained() + " records are from before the ledger had a chain: their order and content are"
                            + " proven only from the first entry of the chain on");
        }
        out.println(report.entries() + " entries in the chain, compared with " + report.checkpoints() + " checkpoints"
                + (report.newest() == null ? "" : ", the newest of " + report.newest()));
        if (report.checkpoints() == 0) {
            out.println("without a checkpoint a missing or rewritten end cannot be seen");
        } else if (report.covered() < report.entries()) {
            out.println((report.entries() - report.covered()) + " entries are newer than the newest checkpoint");
        }
        report.findings()
                .forEach(finding ->
                        out.println("WRONG at " + finding.place() + ": " + finding.kind() + ", " + finding.text()));
        out.println(
                report.clean() ? "nothing was tampered with" : report.findings().size() + " things are wrong");
    }
}
