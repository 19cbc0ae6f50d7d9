package io.traas.detector.cluster;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the one line in a stack trace that a person needs. */
final class Trouble {

    private static final Pattern EXCEPTION =
            Pattern.compile("^(?:Caused by: )?(?:[a-z]\\w*\\.)+([A-Z][\\w$]*)(?:: (.*))?$");
    private static final int MAX_CHARS = 400;

    private Trouble() {}

    /** The message of the innermost cause, without the name of its class unless there is nothing else. */
    static String of(String stackTrace) {
        List<String> lines = stackTrace
                .lines()
                .map(String::trim)
                .filter(line -> !line.isEmpty())
                .toList();
        String last = lines.isEmpty() ? "no reason given" : lines.get(0);
        for (String line : lines) {
            if (line.startsWith("Caused by: ")) {
                last = line;
            }
        }
        Matcher matcher = EXCEPTION.matcher(last);
        String told = !matcher.matches() ? last : matcher.group(2) == null ? matcher.group(1) : matcher.group(2);
        // A message may carry a whole trace of another process in it.
        return told.length() <= MAX_CHARS ? told : told.substring(0, MAX_CHARS) + "...";
    }
}
