package io.traas.ui.web;

import io.traas.model.DetectorSpec;
import io.traas.model.RunbookInfo;
import io.traas.model.signal.SpecCheck;
import io.traas.model.wire.Topics;
import io.traas.ui.control.Commands;
import io.traas.ui.control.RefusedException;
import io.traas.ui.control.RefusedException.Reason;
import io.traas.ui.services.Catalogue;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Runbooks and detectors in force. */
@RestController
@RequestMapping("/api/v1")
class CatalogueApi {

    private final Catalogue catalogue;
    private final Commands commands;

    CatalogueApi(Catalogue catalogue, Commands commands) {
        this.catalogue = catalogue;
        this.commands = commands;
    }

    record Runbooks(List<RunbookInfo> runbooks) {}

    record Detectors(List<DetectorSpec> detectors) {}

    @GetMapping("/runbooks")
    Runbooks runbooks() {
        return new Runbooks(catalogue.runbooks());
    }

    @GetMapping("/detectors")
    Detectors detectors() {
        return new Detectors(catalogue.detectors());
    }

    /** Takes effect when the detector has read it from the topic; one that cannot work is refused here already. */
    @PutMapping("/detectors/{id}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    DetectorSpec put(@PathVariable String id, @RequestBody DetectorSpec spec) {
        if (!id.equals(spec.id())) {
            throw new RefusedException(Reason.INVALID, "the id in the body is not the one in the address");
        }
        SpecCheck.problem(spec).ifPresent(problem -> {
            throw new RefusedException(Reason.INVALID, problem);
        });
        if (!commands.send(Topics.DETECTORS, spec)) {
            throw new RefusedException(Reason.UNAVAILABLE, "Kafka did not confirm the detector in time");
        }
        return spec;
    }
}
