package io.traas.drills.units.centre;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.drills.bank.wire.Form;
import io.traas.drills.bank.wire.HttpCall;
import io.traas.remediation.failover.HttpUnitControl;
import io.traas.remediation.failover.RouteRule;
import io.traas.remediation.failover.UnitControl;
import io.traas.remediation.failover.UnitControlContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The platform's control of units, over HTTP, on five centres of the practice bank. */
class CentresContractTest extends UnitControlContract {

    /** Long, as it is the contract that is tested and not the machine. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final Map<String, String> endpoints = new LinkedHashMap<>();
    private final Map<String, Centre> centres = new LinkedHashMap<>();
    private UnitControl control;

    @BeforeEach
    void start() throws IOException {
        for (String centre : List.of("a1", "a2", "b1", "b2", "c1")) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                endpoints.put(centre, "127.0.0.1:" + free.getLocalPort());
            }
        }
        for (String centre : endpoints.keySet()) {
            Centre started = new Centre(centre, endpoints, List.of(UNIT), directory);
            started.start();
            centres.put(centre, started);
        }
        Form epoch = Form.EMPTY.with("unit", UNIT).with("epoch", 1).with("asker", "opening");
        for (String centre : endpoints.keySet()) {
            post(centre, "/admin/fence", epoch);
            post(
                    centre,
                    "/admin/route",
                    epoch.with("version", 1).with("leader", "a1").with("writable", true));
        }
        post("a1", "/admin/lead", epoch);
        while (post("a1", "/admin/open", epoch) != 200) {
            Thread.onSpinWait();
        }
        control = new HttpUnitControl(endpoints, TIMEOUT);
    }

    @Test
    void a_centre_that_starts_anew_still_knows_where_writes_go() throws IOException {
        control.pushRule(UNIT, new RouteRule(7, 3, "b2", true, Duration.ZERO));
        centres.get("c1").close();

        centres.put("c1", new Centre("c1", endpoints, List.of(UNIT), directory));
        centres.get("c1").start();

        assertThat(control.rules(UNIT).get("c1")).isEqualTo(new RouteRule(7, 3, "b2", true, Duration.ZERO));
    }

    private int post(String centre, String path, Form form) throws IOException {
        return HttpCall.post(endpoints.get(centre), path, form.with(Links.VIA, "test"), TIMEOUT)
                .status();
    }

    @AfterEach
    void stop() {
        centres.values().forEach(Centre::close);
    }

    @Override
    protected UnitControl control() {
        return control;
    }
}
