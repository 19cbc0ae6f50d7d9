package io.traas.drills.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.junit.jupiter.api.Test;

class CrashCaseTest {

    private static final int ALL = 15 * 3 * 2;

    @Test
    void ninetyRunsAreEveryCaseOnce() {
        assertThat(new HashSet<>(CrashCase.matrix(1, ALL))).hasSize(ALL);
    }

    @Test
    void theSeedDecidesTheOrder() {
        assertThat(CrashCase.matrix(1, 200)).isEqualTo(CrashCase.matrix(1, 200)).isNotEqualTo(CrashCase.matrix(2, 200));
    }

    @Test
    void moreRunsThanCasesBeginAnew() {
        assertThat(CrashCase.matrix(5, 2 * ALL + 7)).hasSize(2 * ALL + 7);
    }
}
