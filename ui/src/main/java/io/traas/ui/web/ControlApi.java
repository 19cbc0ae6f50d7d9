package io.traas.ui.web;

import io.traas.ui.control.Approvals;
import io.traas.ui.control.ControlState;
import io.traas.ui.control.StopControl;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What a person may do: stop, resume, approve, reject. */
@RestController
@RequestMapping("/api/v1")
class ControlApi {

    private static final String NOBODY_NAMED = "dashboard";
    private static final int MAX_TEXT = 1_000;

    private final StopControl control;
    private final Approvals approvals;

    ControlApi(StopControl control, Approvals approvals) {
        this.control = control;
        this.approvals = approvals;
    }

    /** @param by who asks, as that person says: there is no sign-in yet */
    record Wish(String reason, String by) {
        Wish {
            reason = cut(reason == null ? "" : reason.trim());
            by = by == null || by.isBlank() ? NOBODY_NAMED : cut(by.trim());
        }

        private static String cut(String text) {
            return text.substring(0, Math.min(text.length(), MAX_TEXT));
        }
    }

    record Taken(String planId, String answer) {}

    @GetMapping("/control")
    ControlState control() {
        return control.state();
    }

    @PostMapping("/control/stop")
    ControlState stop(@RequestBody Wish wish) {
        return control.stop(wish.by(), wish.reason());
    }

    @PostMapping("/control/resume")
    ControlState resume(@RequestBody Wish wish) {
        return control.resume(wish.by(), wish.reason());
    }

    @PostMapping("/plans/{planId}/approve")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Taken approve(@PathVariable String planId, @RequestBody Wish wish) {
        approvals.approve(planId, wish.by(), wish.reason());
        return new Taken(planId, "approved");
    }

    @PostMapping("/plans/{planId}/reject")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Taken reject(@PathVariable String planId, @RequestBody Wish wish) {
        approvals.reject(planId, wish.by(), wish.reason());
        return new Taken(planId, "rejected");
    }
}
