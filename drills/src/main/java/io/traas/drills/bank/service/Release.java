package io.traas.drills.bank.service;

import io.traas.drills.bank.wire.Form;
import java.util.List;
import java.util.Objects;

/**
 * What one container image holds.
 *
 * @param role the service
 * @param version its tag
 * @param ailment what is wrong with this release
 */
public record Release(Role role, String version, Ailment ailment) {

    public Release {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(ailment, "ailment");
        if (version.isBlank()) {
            throw new IllegalArgumentException("a release of " + role.workload() + " needs a version");
        }
    }

    /** As the arguments of {@link BankService}. */
    public List<String> arguments() {
        return List.of(role.workload(), version, ailment.form().toString());
    }

    static Release ofArguments(String[] arguments) {
        if (arguments.length < 3) {
            throw new IllegalArgumentException("expected: workload version ailment, got " + List.of(arguments));
        }
        return new Release(Role.of(arguments[0]), arguments[1], Ailment.of(Form.parse(arguments[2])));
    }
}
