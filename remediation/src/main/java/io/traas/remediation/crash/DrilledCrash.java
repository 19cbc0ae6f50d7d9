package io.traas.remediation.crash;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends the process, or holds the thread, when a point is passed for the k-th time, and says so on one line first:
 * {@code crash-point BEFORE_SEND 2 halt}. Asked for by the system property {@value #PROPERTY}, whose value is
 * {@code POINT:K:halt} or {@code POINT:K:hold:DURATION} (ISO-8601, for example {@code PT15S}): the whole process can be
 * stopped or cut off while its thread is held there.
 */
public final class DrilledCrash implements CrashPoints {

    public static final String PROPERTY = "traas.drill.crash-point";

    /** As after {@code kill -9}. */
    private static final int KILLED = 137;

    /** Ends the process without a goodbye, so that a test need not. */
    interface Halt {
        void halt(int status);
    }

    private final CrashPoint point;
    private final int hit;
    private final Duration hold;
    private final PrintStream out;
    private final Halt halt;
    private final AtomicInteger passed = new AtomicInteger();

    private DrilledCrash(CrashPoint point, int hit, Duration hold, PrintStream out, Halt halt) {
        this.point = point;
        this.hit = hit;
        this.hold = hold;
        this.out = out;
        this.halt = halt;
    }

    /**
     * What the property asks for; nothing when it is not set.
     *
     * @throws IllegalArgumentException for a value of another form, which it names
     */
    public static CrashPoints fromSystemProperty() {
        String text = System.getProperty(PROPERTY);
        return text == null
                ? CrashPoints.none()
                : parse(text, System.out, status -> Runtime.getRuntime().halt(status));
    }

    static CrashPoints parse(String text, PrintStream out, Halt halt) {
        String[] parts = text.split(":", 4);
        try {
            CrashPoint point = CrashPoint.valueOf(parts[0]);
            int hit = Integer.parseInt(parts[1]);
            if (hit >= 1 && parts.length == 3 && parts[2].equals("halt")) {
                return new DrilledCrash(point, hit, null, out, halt);
            }
            if (hit >= 1 && parts.length == 4 && parts[2].equals("hold")) {
                return new DrilledCrash(point, hit, Duration.parse(parts[3]), out, halt);
            }
        } catch (RuntimeException e) {
            throw malformed(text, e);
        }
        throw malformed(text, null);
    }

    private static IllegalArgumentException malformed(String text, RuntimeException cause) {
        return new IllegalArgumentException(
                "system property " + PROPERTY + " is '" + text
                        + "', must be POINT:K:halt or POINT:K:hold:DURATION, for example BEFORE_SEND:1:hold:PT15S",
                cause);
    }

    @Override
    public void hit(CrashPoint passing) {
        if (passing != point || passed.incrementAndGet() != hit) {
            return;
        }
        out.println("crash-point " + point + " " + hit + " " + (hold == null ? "halt" : "hold"));
        out.flush();
        if (hold == null) {
            halt.halt(KILLED);
            return;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(hold.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
