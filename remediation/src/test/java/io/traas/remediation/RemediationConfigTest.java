package io.traas.remediation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.model.Autonomy;
import io.traas.model.stage.Settings;
import io.traas.model.stage.SettingsException;
import io.traas.remediation.guard.GuardLimits;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RemediationConfigTest {

    @Test
    void byDefaultItOnlyObservesAndTellsNobody() {
        RemediationConfig config = RemediationConfig.from(Settings.of(Map.of()));

        assertThat(config.limits().ceiling()).isEqualTo(Autonomy.OBSERVE);
        assertThat(config.limits().approvalExpiry()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.webhook()).isEmpty();
        assertThat(config.guard()).isEqualTo(GuardLimits.defaults());
    }

    @Test
    void theOwnNamespaceIsProtectedWhateverIsListed() {
        RemediationConfig config = RemediationConfig.from(Settings.of(
                Map.of("platform.namespace", "watchers", "remediation.guard.protected-namespaces", "vault, billing")));

        assertThat(config.guard().borders().own()).isEqualTo("watchers");
        assertThat(config.guard().borders().protectedNamespaces()).containsExactlyInAnyOrder("vault", "billing");
    }

    @Test
    void everyProblemIsNamedAtOnce() {
        Settings settings = Settings.of(Map.of(
                "remediation.autonomy", "yolo",
                "remediation.webhook.url", "ftp://somewhere",
                "remediation.guard.min-completeness", "7",
                "remediation.parallel-plans", "0",
                "remediation.guard.cooldown", "1m"));

        assertThatThrownBy(() -> RemediationConfig.from(settings))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("remediation.autonomy is 'yolo'")
                .hasMessageContaining("remediation.webhook.url: is not an http or https address")
                .hasMessageContaining("remediation.guard.min-completeness: is 7.0")
                .hasMessageContaining("remediation.parallel-plans: is 0")
                .hasMessageContaining("did you mean 'remediation.guard.cool-down'?");
    }
}
