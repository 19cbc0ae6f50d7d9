package io.traas.drills.cluster.kubelet;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Loopback addresses for pods, each its own so that all can bind the same port. They are derived from the port of the
 * API, which is unique on the machine: two clusters never hand out the same address. Those given back come up again
 * last. Thread-safe.
 */
final class PodAddresses {

    private static final int LAST = 254;

    private final Deque<String> free = new ArrayDeque<>();

    PodAddresses(int apiPort) {
        if (apiPort < 1024 || apiPort > 65535) {
            // Below that the addresses would reach into 127.0.x.y, where other services live.
            throw new IllegalArgumentException("the API port must be 1024 to 65535, was " + apiPort);
        }
        String prefix = "127." + (apiPort >> 8) + "." + (apiPort & 0xff) + ".";
        for (int i = 1; i <= LAST; i++) {
            free.add(prefix + i);
        }
    }

    synchronized String take() {
        String address = free.pollFirst();
        if (address == null) {
            throw new IllegalStateException("all " + LAST + " pod addresses are taken");
        }
        return address;
    }

    synchronized void giveBack(String address) {
        free.addLast(address);
    }
}
