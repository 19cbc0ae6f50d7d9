package io.traas.drills.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.drills.cluster.Write;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollateralTest {

    private final Collateral risk = Collateral.of(Targets.workload("bank/risk"));

    @Test
    void aCureMayTouchTheWorkloadAndItsPods() {
        assertThat(risk.allows(write("deployments", "bank", "risk"))).isTrue();
        assertThat(risk.allows(write("pods", "bank", "risk-6f9-abc"))).isTrue();
    }

    @Test
    void aCureMayNotTouchItsNeighboursOrANode() {
        assertThat(risk.allows(write("deployments", "bank", "payment"))).isFalse();
        assertThat(risk.allows(write("pods", "bank", "payment-6f9-abc"))).isFalse();
        assertThat(risk.allows(write("deployments", "partner", "rates"))).isFalse();
        assertThat(risk.allows(write("nodes", "", "n1"))).isFalse();
    }

    @Test
    void aLostNodeAndItsPodsMayBeCleared() {
        Collateral node = Collateral.of("n2", List.of("bank/risk-1-a"));
        assertThat(node.allows(write("nodes", "", "n2"))).isTrue();
        assertThat(node.allows(write("pods", "bank", "risk-1-a"))).isTrue();
        assertThat(node.allows(write("pods", "bank", "risk-1-b"))).isFalse();
        assertThat(node.allows(write("nodes", "", "n3"))).isFalse();
    }

    @Test
    void whatIsNotTheBanksIsNoConcernAndWhatWasRefusedDidNotHappen() {
        assertThat(Collateral.NONE.allows(write("configmaps", "traas-system", "stop")))
                .isTrue();
        assertThat(Collateral.NONE.allows(
                        new Write(Instant.EPOCH, "", "", "delete", "pods", "bank", "risk-1-a", "", false, 429, "")))
                .isTrue();
    }

    private static Write write(String resource, String namespace, String name) {
        return new Write(Instant.EPOCH, "platform", "", "patch", resource, namespace, name, "", false, 200, "");
    }
}
