package io.traas.remediation.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.model.LedgerEntry;
import io.traas.model.Outcome;
import io.traas.remediation.act.Cluster;
import io.traas.remediation.act.Mandate;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import io.traas.remediation.act.Trace;
import io.traas.remediation.guard.SwitchState;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * A platform made worse on purpose, around its ports and never in its code, to see that the simulator notices: each
 * leaves out one thing that safety rests on.
 */
enum Mutation {
    NONE,
    /** Neither fences older writers at the ledger nor sends preconditions and epochs to the API server. */
    SKIP_THE_FENCE,
    /** Takes intents for durable that never were. */
    SKIP_THE_INTENT,
    /** Tries again what may have happened already, as if it were another attempt. */
    RETRY_ON_UNKNOWN,
    /** Reads the stop switch once in each life. */
    CACHE_THE_STOP_SWITCH;

    boolean keeps(LedgerEntry entry) {
        return this != SKIP_THE_INTENT || !(entry instanceof LedgerEntry.Intent);
    }

    boolean fencesTheLedger() {
        return this != SKIP_THE_FENCE;
    }

    ApiCall onTheWay(ApiCall call) {
        if (this != SKIP_THE_FENCE || call.body() == null) {
            return call;
        }
        JsonNode bare = call.body().deepCopy();
        if (bare instanceof ArrayNode operations) {
            for (Iterator<JsonNode> each = operations.iterator(); each.hasNext(); ) {
                String path = each.next().path("path").asText();
                if (path.endsWith("/uid")
                        || path.endsWith("/resourceVersion")
                        || path.endsWith("fence")
                        || path.endsWith("written-for")) {
                    each.remove();
                }
            }
        } else if (bare instanceof ObjectNode body) {
            body.remove("preconditions");
            if (body.get("deleteOptions") instanceof ObjectNode options) {
                options.remove("preconditions");
            }
            if (body.get("metadata") instanceof ObjectNode meta) {
                meta.remove("uid");
                meta.remove("resourceVersion");
                if (meta.get("annotations") instanceof ObjectNode annotations) {
                    annotations.remove(List.of(SimulatedApi.FENCE, SimulatedApi.WRITTEN_FOR));
                }
            }
        }
        return new ApiCall(
                call.sender(), call.sentAt(), call.method(), call.path(), call.query(), call.patchType(), bare);
    }

    SimulatedHttp.Wire around(SimulatedHttp.Wire wire, Baton baton) {
        if (this != CACHE_THE_STOP_SWITCH) {
            return wire;
        }
        Map<Machine, ApiCall.Answer> seen = new HashMap<>();
        return request -> {
            if (!request.uri().getPath().endsWith("/traas-stop")) {
                return wire.send(request);
            }
            ApiCall.Answer known = seen.get(baton.machine());
            if (known == null) {
                known = wire.send(request);
                seen.put(baton.machine(), known);
            }
            return known;
        };
    }

    Mandate around(Mandate mandate) {
        return this == SKIP_THE_FENCE ? Mandate.unlimited() : mandate;
    }

    Cluster around(Cluster cluster) {
        return switch (this) {
            case RETRY_ON_UNKNOWN -> new Retrying(cluster);
            case SKIP_THE_FENCE -> new Unfenced(cluster);
            default -> cluster;
        };
    }

    private record Unfenced(Cluster cluster) implements Cluster {
        @Override
        public StepResult carryOut(Step step) {
            return cluster.carryOut(step);
        }

        @Override
        public StepResult fence(Step step) {
            return StepResult.done("not fenced");
        }

        @Override
        public Trace trace(Step step) {
            return cluster.trace(step);
        }

        @Override
        public SwitchState stopSwitch() {
            return cluster.stopSwitch();
        }
    }

    private record Retrying(Cluster cluster) implements Cluster {
        @Override
        public StepResult carryOut(Step step) {
            StepResult result = cluster.carryOut(step);
            return result.outcome() == Outcome.UNKNOWN
                    ? cluster.carryOut(new Step(
                            step.action(),
                            step.targetUid(),
                            step.idempotencyKey() + "-again",
                            step.epoch(),
                            step.namespaces(),
                            step.deadline()))
                    : result;
        }

        @Override
        public StepResult fence(Step step) {
            return cluster.fence(step);
        }

        @Override
        public Trace trace(Step step) {
            return cluster.trace(step);
        }

        @Override
        public SwitchState stopSwitch() {
            return cluster.stopSwitch();
        }
    }
}
