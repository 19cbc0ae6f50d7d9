package io.traas.drills.cluster.control.workload;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How far a Deployment may go above and below its replicas while it changes over.
 *
 * @param replicas wanted
 * @param surge pods more than wanted
 * @param unavailable pods fewer than wanted
 */
record RollingUpdate(int replicas, int surge, int unavailable) {

    /** Reads the strategy; percentages round up for surge and down for unavailability, and not both may be 0. */
    static RollingUpdate of(JsonNode deploymentSpec) {
        int replicas = deploymentSpec.path("replicas").asInt();
        JsonNode rolling = deploymentSpec.at("/strategy/rollingUpdate");
        int surge = share(rolling.path("maxSurge"), replicas, true);
        int unavailable = share(rolling.path("maxUnavailable"), replicas, false);
        if (surge == 0 && unavailable == 0) {
            unavailable = 1;
        }
        return new RollingUpdate(replicas, surge, unavailable);
    }

    int mostPods() {
        return replicas + surge;
    }

    int fewestAvailable() {
        return replicas - Math.min(unavailable, replicas);
    }

    /** A number, or a percentage of the whole. */
    static int share(JsonNode value, int whole, boolean roundUp) {
        if (!value.isTextual()) {
            return value.asInt();
        }
        String text = value.asText();
        if (!text.endsWith("%")) {
            return Integer.parseInt(text);
        }
        double part = Integer.parseInt(text.substring(0, text.length() - 1)) * whole / 100.0;
        return (int) (roundUp ? Math.ceil(part) : Math.floor(part));
    }
}
