package io.traas.drills.bank;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.drills.bank.service.Ailment;
import io.traas.drills.bank.service.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class BankImagesTest {

    private final BankImages images = new BankImages();

    @Test
    void anImageNobodyPublishedDoesNotExist() {
        assertThat(images.commandFor(BankImages.imageOf(Role.RISK, "9.9.9"))).isEmpty();
    }

    @Test
    void everyServiceHasASoundFirstVersion() {
        for (Role role : Role.values()) {
            List<String> command = images.commandFor(BankImages.imageOf(role, BankImages.FIRST_VERSION))
                    .orElseThrow();
            assertThat(command).contains(role.workload(), Ailment.NONE.form().toString());
        }
    }

    @Test
    void aReleaseIsRunAsPublishedAndItsNameTellsNothing() {
        String bad = images.publish(Role.PAYMENT, Ailment.errors(0.5));
        String good = images.publish(Role.PAYMENT, Ailment.NONE);
        assertThat(bad).isNotEqualTo(good).matches(".*/payment:1\\.\\d+\\.0");
        assertThat(images.commandFor(bad).orElseThrow()).anyMatch(argument -> argument.contains("errors=0.5"));
    }

    @Test
    void aReplicaDiesWhenItsMemoryIsFullAsAContainerWould() {
        String image = BankImages.imageOf(Role.RISK, BankImages.FIRST_VERSION);
        assertThat(images.commandFor(image).orElseThrow())
                .contains("-XX:OnOutOfMemoryError=kill -9 %p")
                .anyMatch(argument -> argument.startsWith("-Xmx"));
    }
}
