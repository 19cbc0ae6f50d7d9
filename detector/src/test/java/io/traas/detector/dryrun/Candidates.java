package io.traas.detector.dryrun;

import io.traas.detector.DetectorConfig;
import io.traas.detector.detect.Catalog;
import io.traas.model.DetectorSpec;
import io.traas.model.wire.WrittenJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Detectors that are tried, and how the town is judged. */
final class Candidates {

    static final DetectorConfig CONFIG = new DetectorConfig(
            Duration.ofSeconds(1),
            Duration.ofMillis(300),
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            Duration.ofMillis(500),
            Duration.ofSeconds(3),
            3);

    /** Errors of a workload, told from a lower share on than the shipped one does. */
    static final String SHY = """
            {"id": "errors-high", "enabled": true,
             "signal": {"name": "errors", "kind": "RATIO", "metric": "http_server_requests_seconds_count",
                        "match": {"status": "5\\\\d\\\\d"}, "overMetric": "", "over": {}, "unit": "ratio"},
             "level": "WORKLOAD", "method": "THRESHOLD", "direction": "HIGH",
             "threshold": 0.02, "minDelta": 0, "minWeight": 1, "breaches": 2, "window": 3,
             "failureClass": "ERRORS", "severity": "SEV2"}""";

    /** A signal nobody measured until now, of one workload only. */
    static final String SUCCESSES = """
            {"id": "successes-surge", "enabled": true,
             "signal": {"name": "successes", "kind": "RATE", "metric": "http_server_requests_seconds_count",
                        "match": {"status": "200"}, "overMetric": "", "over": {}, "unit": "1/s"},
             "level": "POD", "method": "CHANGE_RATE", "direction": "HIGH",
             "threshold": 1.5, "minDelta": 1, "minWeight": 1, "breaches": 1, "window": 2,
             "failureClass": "TRAFFIC", "severity": "SEV4", "workloads": "market/st.*"}""";

    /** Every raw series of a metric by itself; a pod has one too many. */
    static final String RAW = """
            {"id": "raw", "enabled": true,
             "signal": {"name": "raw", "kind": "GAUGE", "metric": "executor_active_threads",
                        "match": {}, "overMetric": "", "over": {}, "unit": "1"},
             "level": "SERIES", "method": "ENSEMBLE", "direction": "HIGH",
             "threshold": 0, "minDelta": 0, "minWeight": 0, "breaches": 1, "window": 1,
             "failureClass": "SATURATION", "severity": "SEV3"}""";

    /** Pods by all that {@link #RAW} scans of them. */
    static final String WHOLE = """
            {"id": "whole", "enabled": true,
             "signal": {"name": "whole", "kind": "GAUGE", "metric": "*",
                        "match": {}, "overMetric": "", "over": {}, "unit": "scales"},
             "level": "TARGET", "method": "MULTIVARIATE", "direction": "HIGH",
             "threshold": 0, "minDelta": 0, "minWeight": 0, "breaches": 1, "window": 1,
             "failureClass": "OTHER", "severity": "SEV3"}""";

    private Candidates() {}

    /** The detector, and what it judges by. */
    static List<DetectorSpec> inForceFor(DetectorSpec spec) {
        return spec.level() == DetectorSpec.Level.TARGET ? List.of(of(RAW), spec) : List.of(spec);
    }

    static DetectorSpec of(String json) {
        return WrittenJson.read(json.getBytes(StandardCharsets.UTF_8), DetectorSpec.class);
    }

    static DetectorSpec shipped(String id) {
        return Catalog.shipped().stream()
                .filter(spec -> spec.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
