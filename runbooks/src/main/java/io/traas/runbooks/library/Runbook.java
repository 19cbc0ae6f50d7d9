package io.traas.runbooks.library;

import io.traas.model.RunbookInfo;
import io.traas.runbooks.rules.Rule;
import io.traas.runbooks.rules.RuleSet;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A runbook that passed every check. */
public record Runbook(Manifest manifest, RuleSet rules, String readme) {

    public String id() {
        return manifest.id();
    }

    /** As people see it; the hash is that of the rules as they are compiled. */
    public RunbookInfo info() {
        return new RunbookInfo(
                manifest.id(),
                manifest.version(),
                manifest.title(),
                manifest.risk(),
                manifest.autonomy(),
                rules.rules().stream().map(Rule::name).toList(),
                readme,
                sha256(rules.canonical()));
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
