package io.traas.drills.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CatalogueTest {

    @Test
    void everyDrillIsFoundByAnIdOfItsOwn() {
        assertThat(Catalogue.ids())
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-z]+(-[a-z]+)+"))
                .allSatisfy(id -> assertThat(Catalogue.byId(id).id()).isEqualTo(id));
    }

    @Test
    void everyDrillSaysWhatItDoesAndEveryTrapWhyToLeaveItAlone() {
        assertThat(Catalogue.faults())
                .hasSize(8)
                .allSatisfy(fault -> assertThat(fault.description()).endsWith("."));
        assertThat(Catalogue.traps()).hasSize(6).allSatisfy(trap -> {
            assertThat(trap.whyActingIsWrong()).endsWith(".");
            assertThat(trap.lasting()).isPositive();
        });
    }

    @Test
    void anUnknownIdIsRefusedWithTheIdsThereAre() {
        assertThatThrownBy(() -> Catalogue.byId("earthquake"))
                .hasMessageContaining("earthquake")
                .hasMessageContaining("bad-release")
                .hasMessageContaining("short-blip");
    }
}
