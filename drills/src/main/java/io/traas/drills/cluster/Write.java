package io.traas.drills.cluster;

import java.time.Instant;
import java.util.Objects;

/**
 * One request that could have changed something, as the API server saw it. Refused and dry-run requests are included.
 *
 * @param at when it was answered
 * @param userAgent the User-Agent header, empty when absent
 * @param fieldManager the fieldManager parameter, empty when absent
 * @param verb create, update, patch, delete
 * @param resource plural name such as {@code deployments}
 * @param namespace namespace, empty for cluster-wide objects
 * @param name object name, empty for a create that leaves the name to the server
 * @param subresource such as {@code scale} or {@code eviction}, empty for the object itself
 * @param dryRun whether nothing was to be stored
 * @param status HTTP status of the answer
 * @param body what was sent, as it came
 */
public record Write(
        Instant at,
        String userAgent,
        String fieldManager,
        String verb,
        String resource,
        String namespace,
        String name,
        String subresource,
        boolean dryRun,
        int status,
        String body) {

    public Write {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(userAgent, "userAgent");
        Objects.requireNonNull(fieldManager, "fieldManager");
        Objects.requireNonNull(verb, "verb");
        Objects.requireNonNull(resource, "resource");
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(subresource, "subresource");
        Objects.requireNonNull(body, "body");
    }

    /** Whether the request was carried out and stored. */
    public boolean tookEffect() {
        return !dryRun && status < 300;
    }
}
