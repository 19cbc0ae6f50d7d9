package io.traas.ui.web;

import io.traas.model.Target;
import io.traas.model.signal.Signal;
import io.traas.model.signal.Signals;
import io.traas.ui.control.RefusedException;
import io.traas.ui.control.RefusedException.Reason;
import io.traas.ui.history.Chart;
import io.traas.ui.history.Charts;
import io.traas.ui.services.ServiceBoard;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Workloads and the charts of their signals. */
@RestController
@RequestMapping("/api/v1")
class ServicesApi {

    private static final int MAX_POINTS = 10_000;
    private static final Duration MAX_WINDOW = Duration.ofDays(31);

    private final ServiceBoard board;
    private final Charts charts;

    ServicesApi(ServiceBoard board, Charts charts) {
        this.board = board;
        this.charts = charts;
    }

    record SignalInfo(String name, String unit, String description) {}

    record SignalList(List<SignalInfo> signals) {}

    @GetMapping("/services")
    ServiceBoard.Services services() {
        return board.services();
    }

    @GetMapping("/signals")
    SignalList signals() {
        return new SignalList(Signals.DEFAULTS.stream()
                .map(signal -> new SignalInfo(signal.name(), signal.unit(), description(signal)))
                .toList());
    }

    @GetMapping("/series")
    Chart series(
            @RequestParam String target,
            @RequestParam String signal,
            @RequestParam String from,
            @RequestParam String to,
            @RequestParam(defaultValue = "1000") int points) {
        Signal known = Signals.BY_NAME.get(signal);
        if (known == null) {
            throw invalid("signal must be one of "
                    + Signals.DEFAULTS.stream().map(Signal::name).toList());
        }
        Instant start = instant("from", from);
        Instant end = instant("to", to);
        if (!start.isBefore(end) || Duration.between(start, end).compareTo(MAX_WINDOW) > 0) {
            throw invalid("from must be before to, by at most " + MAX_WINDOW.toDays() + " days");
        }
        return charts.draw(parse(target), known, start, end, Math.max(2, Math.min(points, MAX_POINTS)));
    }

    private static Target parse(String target) {
        try {
            return Target.parse(target);
        } catch (IllegalArgumentException e) {
            throw invalid("target must be cluster/namespace/kind/name");
        }
    }

    private static Instant instant(String name, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw invalid(name + " must be an instant such as 2026-01-31T12:00:00Z");
        }
    }

    private static String description(Signal signal) {
        return switch (signal.kind()) {
            case GAUGE -> "average of " + signal.metric() + " over the replicas";
            case RATE -> "increase of " + signal.metric() + " a second, all replicas together";
            case RATIO -> "share of " + signal.metric() + " with " + signal.match();
            case MEAN -> "mean of " + signal.metric();
            case SHARE -> signal.metric() + " over " + signal.overMetric();
        };
    }

    private static RefusedException invalid(String message) {
        return new RefusedException(Reason.INVALID, message);
    }
}
