package io.traas.drills.bank.service;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What a replica is told by its environment. {@code POD_VOLUME} and {@code SERVICE_DIRECTORY} come from the kubelet, the
 * rest from the Deployment and its ConfigMap; {@code X_SERVICE} and
 * {@code X_TIMEOUT_MS} say where the service X is found and how long to wait for it.
 */
record Settings(Map<String, String> environment) {

    private static final int PORT = 8080;

    Settings {
        environment = Map.copyOf(environment);
    }

    String address() {
        return required("POD_IP");
    }

    int port() {
        return Integer.parseInt(environment.getOrDefault("PORT", String.valueOf(PORT)));
    }

    String namespace() {
        return required("POD_NAMESPACE");
    }

    Path podVolume() {
        return Path.of(required("POD_VOLUME"));
    }

    Path serviceDirectory() {
        return Path.of(required("SERVICE_DIRECTORY"));
    }

    /** The file that holds the bank's book. */
    Path book() {
        return Path.of(required("BANK_BOOK"));
    }

    /** Where the card network, outside of the cluster, is reached: {@code ip:port}. */
    String cardNetwork() {
        return required("CARD_NETWORK");
    }

    /** The name under which a callee is looked up. */
    String serviceOf(Role callee) {
        return environment.getOrDefault(callee.name() + "_SERVICE", callee.workload());
    }

    /** How long to wait for a callee. */
    Duration timeoutOf(Role callee, Duration otherwise) {
        String millis = environment.get(callee.name() + "_TIMEOUT_MS");
        if (millis == null) {
            return otherwise;
        }
        try {
            return Duration.ofMillis(Long.parseLong(millis));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    callee.name() + "_TIMEOUT_MS must be a whole number of milliseconds, was '" + millis + "'", e);
        }
    }

    private String required(String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("environment variable " + name + " is not set");
        }
        return value;
    }
}
