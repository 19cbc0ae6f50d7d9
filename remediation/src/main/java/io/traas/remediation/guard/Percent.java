package io.traas.remediation.guard;

import java.util.Locale;

/** A share as people read it. */
final class Percent {

    private Percent() {}

    static String of(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }
}
