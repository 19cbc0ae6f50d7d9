package io.traas.model;

import java.util.List;

/** A runbook as it is in force, for people to read. */
public record RunbookInfo(
        String id,
        String version,
        String title,
        Risk risk,
        Autonomy autonomy,
        List<String> rules,
        String readme,
        String sha256) {

    public RunbookInfo {
        Check.notBlank("runbook.id", id);
        Check.notBlank("runbook.version", version);
        Check.notNull("runbook.risk", risk);
        Check.notNull("runbook.autonomy", autonomy);
        rules = List.copyOf(rules);
    }
}
