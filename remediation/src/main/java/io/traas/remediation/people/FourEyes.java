package io.traas.remediation.people;

import io.traas.model.RemediationPlan;
import io.traas.model.Risk;
import io.traas.model.Target;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which plans take two persons.
 *
 * @param fromRisk plans of this risk and above; empty for none on account of their risk
 * @param namespaces whatever touches one of them
 */
public record FourEyes(Optional<Risk> fromRisk, Set<String> namespaces) {

    public FourEyes {
        namespaces = Set.copyOf(namespaces);
    }

    public static FourEyes never() {
        return new FourEyes(Optional.empty(), Set.of());
    }

    /** How many different persons have to say yes to the plan. */
    int persons(RemediationPlan plan, Collection<Target> touched) {
        boolean risky =
                fromRisk.filter(risk -> plan.risk().compareTo(risk) >= 0).isPresent();
        boolean delicate = touched.stream().anyMatch(target -> namespaces.contains(target.namespace()));
        return risky || delicate ? 2 : 1;
    }

    /** The same person under another spelling; empty for nobody in particular. */
    static String person(String by) {
        String name = by == null ? "" : by.strip().toLowerCase(Locale.ROOT);
        return name.equals("dashboard") ? "" : name;
    }
}
