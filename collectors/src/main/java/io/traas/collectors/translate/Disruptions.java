package io.traas.collectors.translate;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.Collection;
import java.util.Map;

/** How many pods of a workload the disruption budgets let go. Pure. */
final class Disruptions {

    /** No budget covers the workload. */
    static final int UNLIMITED = -1;

    private Disruptions() {}

    /** By the tightest budget that selects the pods of the Deployment. */
    static int allowed(Deployment deployment, Collection<PodDisruptionBudget> budgets) {
        Map<String, String> labels = deployment.getSpec().getTemplate().getMetadata() == null
                ? Map.of()
                : deployment.getSpec().getTemplate().getMetadata().getLabels();
        return budgets.stream()
                .filter(budget -> deployment
                        .getMetadata()
                        .getNamespace()
                        .equals(budget.getMetadata().getNamespace()))
                .filter(budget -> budget.getSpec() != null
                        && selects(budget.getSpec().getSelector(), labels == null ? Map.of() : labels))
                .mapToInt(Disruptions::allowed)
                .min()
                .orElse(UNLIMITED);
    }

    /** A budget without a status has not been worked out yet and allows nothing. */
    private static int allowed(PodDisruptionBudget budget) {
        Integer allowed = budget.getStatus() == null ? null : budget.getStatus().getDisruptionsAllowed();
        return allowed == null ? 0 : Math.max(0, allowed);
    }

    /** An absent selector selects nothing, an empty one everything. */
    static boolean selects(LabelSelector selector, Map<String, String> labels) {
        if (selector == null) {
            return false;
        }
        Map<String, String> exact = selector.getMatchLabels() == null ? Map.of() : selector.getMatchLabels();
        return labels.entrySet().containsAll(exact.entrySet())
                && selector.getMatchExpressions().stream().allMatch(requirement -> meets(labels, requirement));
    }

    private static boolean meets(Map<String, String> labels, LabelSelectorRequirement requirement) {
        String value = labels.get(requirement.getKey());
        return switch (requirement.getOperator()) {
            case "In" -> value != null && requirement.getValues().contains(value);
            case "NotIn" -> value == null || !requirement.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> false;
        };
    }
}
