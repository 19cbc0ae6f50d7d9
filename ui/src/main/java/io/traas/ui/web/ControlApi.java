package io.traas.ui.web;

import io.traas.model.Action;
import io.traas.model.Command;
import io.traas.model.StopScope;
import io.traas.model.Target;
import io.traas.ui.control.Approvals;
import io.traas.ui.control.ControlState;
import io.traas.ui.control.Orders;
import io.traas.ui.control.RefusedException;
import io.traas.ui.control.RefusedException.Reason;
import io.traas.ui.control.StopControl;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What a person may do: stop, resume, approve, reject, order, acknowledge, reset. */
@RestController
@RequestMapping("/api/v1")
class ControlApi {

    private static final String NOBODY_NAMED = "dashboard";
    private static final int MAX_TEXT = 1_000;

    private final StopControl control;
    private final Approvals approvals;
    private final Orders orders;

    ControlApi(StopControl control, Approvals approvals, Orders orders) {
        this.control = control;
        this.approvals = approvals;
        this.orders = orders;
    }

    /** @param by who asks, as that person says: there is no sign-in yet */
    record Wish(String reason, String by) {
        Wish {
            reason = text(reason);
            by = name(by);
        }
    }

    /**
     * @param scope {@code all} when absent, or for example {@code namespace.payments}
     * @param until when a stop ends by itself; absent for never
     */
    record Switch(String reason, String by, String scope, Instant until) {
        Switch {
            reason = text(reason);
            by = name(by);
        }

        StopScope of() {
            return scope == null || scope.isBlank() ? StopScope.ALL : parsed("scope", scope, StopScope::parse);
        }
    }

    /** @param hash of the question as it was shown */
    record Yes(String reason, String by, String hash) {
        Yes {
            reason = text(reason);
            by = name(by);
            hash = text(hash);
        }
    }

    record Order(String reason, String by, List<Action> steps) {
        Order {
            reason = text(reason);
            by = name(by);
        }
    }

    /** @param target {@code cluster/namespace/kind/name}; absent for all */
    record Again(String reason, String by, String target) {
        Again {
            reason = text(reason);
            by = name(by);
        }
    }

    /** @param target the centre that is to lead */
    record Elsewhere(String reason, String by, String target) {
        Elsewhere {
            reason = text(reason);
            by = name(by);
            target = text(target);
        }
    }

    private static String text(String given) {
        String trimmed = given == null ? "" : given.trim();
        return trimmed.substring(0, Math.min(trimmed.length(), MAX_TEXT));
    }

    private static String name(String given) {
        return given == null || given.isBlank() ? NOBODY_NAMED : text(given);
    }

    private static <T> T parsed(String field, String given, Function<String, T> parser) {
        try {
            return parser.apply(given);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Reason.INVALID, field + ": " + e.getMessage());
        }
    }

    record Taken(String planId, String answer) {}

    @GetMapping("/control")
    ControlState control() {
        return control.state();
    }

    @PostMapping("/control/stop")
    ControlState stop(@RequestBody Switch wish) {
        return control.stop(wish.of(), wish.by(), wish.reason(), wish.until());
    }

    @PostMapping("/control/resume")
    ControlState resume(@RequestBody Switch wish) {
        return control.resume(wish.of(), wish.by(), wish.reason());
    }

    @PostMapping("/plans/{planId}/approve")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Taken approve(@PathVariable String planId, @RequestBody Yes wish) {
        approvals.approve(planId, wish.hash(), wish.by(), wish.reason());
        return new Taken(planId, "approved");
    }

    @PostMapping("/plans/{planId}/reject")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Taken reject(@PathVariable String planId, @RequestBody Wish wish) {
        approvals.reject(planId, wish.by(), wish.reason());
        return new Taken(planId, "rejected");
    }

    @PostMapping("/runs")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Command run(@RequestBody Order order) {
        return orders.run(order.by(), order.reason(), order.steps());
    }

    @PostMapping("/incidents/{incidentId}/acknowledge")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Command acknowledge(@PathVariable String incidentId, @RequestBody Wish wish) {
        return orders.acknowledge(incidentId, wish.by(), wish.reason());
    }

    @PostMapping("/runbooks/{runbook}/unblock")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Command reset(@PathVariable String runbook, @RequestBody Again wish) {
        Target target = wish.target() == null ? null : parsed("target", wish.target(), Target::parse);
        return orders.reset(runbook, target, wish.by(), wish.reason());
    }

    @PostMapping("/units/{unit}/switchover")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Command switchOver(@PathVariable String unit, @RequestBody Elsewhere wish) {
        return orders.switchOver(unit, wish.target(), wish.by(), wish.reason());
    }
}
