package io.traas.drills.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.remediation.crash.CrashPoint;
import java.util.HashSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CrashCaseTest {

    private static final int ALL = 15 * 3 * 2;

    @Test
    void ninetyRunsAreEveryCaseOnce() {
        assertThat(new HashSet<>(CrashCase.matrix(1, ALL))).hasSize(ALL);
    }

    /** The drill knows the platform's processes, not its classes: so nothing else would tell of a boundary left out. */
    @Test
    void everyBoundaryThePlatformKnowsIsDrilled() {
        assertThat(Stream.of(CrashCase.Point.values()).map(Enum::name))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(CrashPoint.values()).map(Enum::name).toList());
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
