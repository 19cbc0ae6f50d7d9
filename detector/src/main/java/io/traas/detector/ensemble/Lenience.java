package io.traas.detector.ensemble;

import java.nio.ByteBuffer;

/** By how much people made it easier, or harder, for one series to be told of, in decimal orders of rarity. */
public final class Lenience {

    private static final double STEP = 0.3;
    private static final double STRICTEST = -2;
    private static final double MOST_LENIENT = 1;

    private double orders;

    public double orders() {
        return orders;
    }

    /** A notification of this series was wrong; it has to show twice the rarity from now on. */
    public void falseAlarm() {
        orders = Math.max(STRICTEST, orders - STEP);
    }

    /** This series was silent when it should have spoken; half the rarity is enough from now on. */
    public void missed() {
        orders = Math.min(MOST_LENIENT, orders + STEP);
    }

    public void write(ByteBuffer out) {
        out.putDouble(orders);
    }

    public void read(ByteBuffer in) {
        orders = in.getDouble();
    }
}
