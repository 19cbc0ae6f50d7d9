package io.traas.remediation.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrilledCrashTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<Integer> halts = new ArrayList<>();

    @Test
    void theProcessEndsAtTheKthHitOfItsPointAndSaysSo() {
        CrashPoints points = parse("BEFORE_SEND:2:halt");

        points.hit(CrashPoint.BEFORE_SEND);
        points.hit(CrashPoint.AFTER_SEND);
        assertThat(halts).isEmpty();
        points.hit(CrashPoint.BEFORE_SEND);
        points.hit(CrashPoint.BEFORE_SEND);

        assertThat(halts).containsExactly(137);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("crash-point BEFORE_SEND 2 halt\n");
    }

    @Test
    void aThreadIsHeldForTheTimeGiven() {
        CrashPoints points = parse("VERIFYING:1:hold:PT0.05S");

        long before = System.nanoTime();
        points.hit(CrashPoint.VERIFYING);

        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(50_000_000L);
        assertThat(halts).isEmpty();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("crash-point VERIFYING 1 hold\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "NOWHERE:1:halt",
                "BEFORE_SEND",
                "BEFORE_SEND:0:halt",
                "BEFORE_SEND:x:halt",
                "BEFORE_SEND:1:nap",
                "BEFORE_SEND:1:hold",
                "BEFORE_SEND:1:hold:5s"
            })
    void aValueOfAnotherFormIsNamed(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("POINT:K:halt");
    }

    private CrashPoints parse(String text) {
        return DrilledCrash.parse(text, new PrintStream(out, true, StandardCharsets.UTF_8), halts::add);
    }
}
