package io.traas.drills.bank.service;

import java.util.Locale;

/**
 * What a replica is for, and how much of it there is room for. A pool of {@code threads} holding each request for
 * {@code serviceMillis} serves {@code threads / serviceMillis} requests a millisecond; the sizes let a surge saturate
 * risk alone while the processor stays idle.
 */
public enum Role {
    /** Where customers' payments come in. */
    GATEWAY(40, 40, 0),
    /** Orders the steps of one payment. */
    PAYMENT(40, 40, 4),
    /** Knows the balances. */
    ACCOUNT(16, 24, 12),
    /** Keeps the book: what is in it has been paid. */
    LEDGER(24, 24, 8),
    /** Scores a payment; the narrowest place of the bank, three at a time and a tenth of a second each. */
    RISK(3, 12, 100),
    /** Tells the customer; nobody waits for it. */
    NOTIFICATION(6, 24, 4),
    /** Exchange rates: the one workload of a partner that never asked to be healed. */
    RATES(4, 16, 5);

    private final int threads;
    private final int queue;
    private final int serviceMillis;

    Role(int threads, int queue, int serviceMillis) {
        this.threads = threads;
        this.queue = queue;
        this.serviceMillis = serviceMillis;
    }

    /** Name of its workload and service, such as {@code gateway}. */
    public String workload() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of a workload's name; refuses unknown ones. */
    public static Role of(String workload) {
        for (Role role : values()) {
            if (role.workload().equals(workload)) {
                return role;
            }
        }
        throw new IllegalArgumentException("no service of the bank is called '" + workload + "'");
    }

    int threads() {
        return threads;
    }

    int queue() {
        return queue;
    }

    int serviceMillis() {
        return serviceMillis;
    }
}
