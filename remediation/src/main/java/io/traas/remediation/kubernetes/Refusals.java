package io.traas.remediation.kubernetes;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.StepResult;
import java.net.ConnectException;
import java.util.List;
import java.util.stream.Collectors;

/** Turns what an API server (or the way to it) says into a result with a reason. */
final class Refusals {

    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int CONFLICT = 409;
    static final int INVALID = 422;
    static final int TOO_MANY_REQUESTS = 429;

    private Refusals() {}

    /** For a request that cannot have changed anything: a read, a dry run, or one that was answered with 4xx. */
    static StepResult withoutEffect(String what, KubernetesClientException e) {
        String detail = what + ": " + text(e);
        return switch (e.getCode()) {
            case 400 -> StepResult.denied(Reason.INVALID, detail);
            case 401 -> StepResult.denied(Reason.UNAUTHORIZED, detail + "; check the credentials of the platform");
            case FORBIDDEN ->
                StepResult.denied(Reason.FORBIDDEN, detail + "; ./traas rbac prints the Role that grants it");
            case NOT_FOUND -> StepResult.denied(Reason.NOT_FOUND, detail);
            case CONFLICT -> StepResult.denied(Reason.CHANGED, detail);
            case INVALID -> StepResult.denied(fencedOff(detail) ? Reason.FENCED : Reason.INVALID, detail);
            case TOO_MANY_REQUESTS ->
                StepResult.denied(forbiddenByBudget(e) ? Reason.BUDGET : Reason.THROTTLED, detail);
            default -> StepResult.failed(e.getCode() >= 500 ? Reason.SERVER_ERROR : Reason.UNREACHABLE, detail);
        };
    }

    /** True when the admission policy of deploy/fence.yaml says that a later executor has written. */
    private static boolean fencedOff(String detail) {
        return detail.contains("ValidatingAdmissionPolicy 'traas-fence'") && detail.contains(" is older than ");
    }

    /** True when the request may have been carried out although no good answer came: 5xx may be said before etcd commits. */
    static boolean leavesDoubt(KubernetesClientException e) {
        boolean answered = e.getCode() >= 400 && e.getCode() < 500;
        return !answered && !neverSent(e);
    }

    private static boolean neverSent(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException) {
                return true;
            }
        }
        return false;
    }

    static boolean forbiddenByBudget(KubernetesClientException e) {
        return causes(e.getStatus()).stream().anyMatch(cause -> "DisruptionBudget".equals(cause.getReason()));
    }

    /** Seconds the server asked to wait, 0 when it did not say. */
    static int retryAfterSeconds(KubernetesClientException e) {
        Status status = e.getStatus();
        if (status == null || status.getDetails() == null || status.getDetails().getRetryAfterSeconds() == null) {
            return 0;
        }
        return status.getDetails().getRetryAfterSeconds();
    }

    /** What the server said, in one line. */
    static String text(KubernetesClientException e) {
        Status status = e.getStatus();
        if (status == null || status.getMessage() == null) {
            Throwable root = e;
            while (root.getCause() != null && root.getCause() != root) {
                root = root.getCause();
            }
            String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
            return message.lines().findFirst().orElse("no answer");
        }
        String causes = causes(status).stream()
                .map(StatusCause::getMessage)
                .filter(message -> message != null && !status.getMessage().contains(message))
                .collect(Collectors.joining("; "));
        return status.getMessage() + (causes.isEmpty() ? "" : " (" + causes + ")");
    }

    private static List<StatusCause> causes(Status status) {
        if (status == null || status.getDetails() == null || status.getDetails().getCauses() == null) {
            return List.of();
        }
        return status.getDetails().getCauses();
    }
}
