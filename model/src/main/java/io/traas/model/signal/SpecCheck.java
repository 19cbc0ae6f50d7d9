package io.traas.model.signal;

import io.traas.model.DetectorSpec;
import io.traas.model.DetectorSpec.Level;
import io.traas.model.DetectorSpec.Method;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What is wrong with a detector that reads well but cannot work. */
public final class SpecCheck {

    /** What stands for the metric where a detector takes whatever is scanned. */
    private static final String ALL_METRICS = "*";

    private static final int MAX_WINDOW = Integer.SIZE;

    private SpecCheck() {}

    /** One sentence that names the detector, the field and its value; empty when nothing is wrong. */
    public static Optional<String> problem(DetectorSpec spec) {
        return fault(spec).map(fault -> "detector " + spec.id() + ": " + fault);
    }

    private static Optional<String> fault(DetectorSpec spec) {
        if (spec.window() > MAX_WINDOW) {
            return Optional.of("window is " + spec.window() + ", at most " + MAX_WINDOW);
        }
        boolean ofPods = spec.method() == Method.IMBALANCE || spec.method() == Method.RESTARTED;
        if (ofPods && spec.level() != Level.POD) {
            return Optional.of(spec.method() + " judges pods, level must be POD");
        }
        if (spec.level() == Level.SERIES && !spec.method().learnsFromFeedback()) {
            return Optional.of(
                    "raw series are judged by ENSEMBLE or RANDOM_CUT_FOREST only, method is " + spec.method());
        }
        if ((spec.level() == Level.TARGET) != (spec.method() == Method.MULTIVARIATE)) {
            return Optional.of("MULTIVARIATE judges targets and nothing else does, level is " + spec.level()
                    + ", method is " + spec.method());
        }
        if (spec.level() == Level.TARGET && !spec.signal().metric().equals(ALL_METRICS)) {
            return Optional.of("a target is judged by all its scanned series, metric of the signal must be '"
                    + ALL_METRICS + "', is '" + spec.signal().metric() + "'");
        }
        if (spec.method() == Method.RANDOM_CUT_FOREST && spec.breaches() > 1) {
            return Optional.of("RANDOM_CUT_FOREST says each thing once, breaches must be 1, is " + spec.breaches());
        }
        boolean plain =
                spec.signal().kind() == Signal.Kind.GAUGE || spec.signal().kind() == Signal.Kind.RATE;
        if (spec.level() == Level.SERIES && !plain) {
            return Optional.of("a raw series is a GAUGE or a RATE, kind of the signal is "
                    + spec.signal().kind());
        }
        Signal standard = Signals.BY_NAME.get(spec.signal().name());
        if (standard != null && !standard.equals(spec.signal())) {
            return Optional.of(
                    "signal '" + standard.name() + "' has a fixed meaning; give another definition another name");
        }
        return badPattern(spec);
    }

    private static Optional<String> badPattern(DetectorSpec spec) {
        try {
            Pattern.compile(spec.workloads());
        } catch (PatternSyntaxException e) {
            return Optional.of("workloads is a bad pattern: " + e.getMessage());
        }
        try {
            new SignalMeter(List.of(spec.signal()));
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("bad pattern in signal " + spec.signal().name() + ": " + e.getMessage());
        }
    }
}
