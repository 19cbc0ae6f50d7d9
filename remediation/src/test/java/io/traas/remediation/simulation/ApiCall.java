package io.traas.remediation.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * A request on its way to the API server.
 *
 * @param sender the machine it comes from
 * @param sentAt when it left there; what the network does to it afterwards is not the sender's doing
 * @param patchType content type, for patches
 * @param body null when there is none
 */
record ApiCall(
        String sender, Instant sentAt, String method, String path, String query, String patchType, JsonNode body) {

    boolean isWrite() {
        return !method.equals("GET") && !isDryRun() && !path.endsWith("/events");
    }

    boolean isDryRun() {
        return query.contains("dryRun=All") || (body != null && body.has("dryRun"));
    }

    /** @param status of HTTP */
    record Answer(int status, JsonNode body) {}

    @Override
    public String toString() {
        return method + " " + path + (isDryRun() ? " (dry run)" : "");
    }
}
