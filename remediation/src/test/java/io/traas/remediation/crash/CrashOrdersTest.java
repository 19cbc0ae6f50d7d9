package io.traas.remediation.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashOrdersTest {

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<Integer> halts = new ArrayList<>();

    @Test
    void diesWhereTheFileSaysAndOnlyThere() throws IOException {
        CrashPoints orders = orders();
        orders.hit(CrashPoint.BEFORE_SEND);

        order("BEFORE_SEND:2:halt#1");
        orders.hit(CrashPoint.AFTER_SEND);
        orders.hit(CrashPoint.BEFORE_SEND);
        assertThat(halts).isEmpty();

        orders.hit(CrashPoint.BEFORE_SEND);
        assertThat(halts).hasSize(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines("crash-point BEFORE_SEND 2 halt\n");
    }

    @Test
    void theSameOrderGivenAgainCountsAnew() throws IOException {
        CrashPoints orders = orders();
        order("TAKEN_OVER:1:halt#1");
        orders.hit(CrashPoint.TAKEN_OVER);
        orders.hit(CrashPoint.TAKEN_OVER);
        assertThat(halts).hasSize(1);

        order("TAKEN_OVER:1:halt#2");
        orders.hit(CrashPoint.TAKEN_OVER);

        assertThat(halts).hasSize(2);
    }

    @Test
    void anEmptyFileTakesTheOrderBack() throws IOException {
        CrashPoints orders = orders();
        order("VERIFYING:1:halt");
        order("");

        orders.hit(CrashPoint.VERIFYING);

        assertThat(halts).isEmpty();
    }

    @Test
    void anOrderThatMakesNoSenseIsNamed() throws IOException {
        CrashPoints orders = orders();
        order("NOWHERE:1:halt");

        assertThatThrownBy(() -> orders.hit(CrashPoint.VERIFYING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NOWHERE:1:halt");
    }

    private CrashPoints orders() {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return new CrashOrders(directory.resolve("orders"), order -> DrilledCrash.parse(order, stream, halts::add));
    }

    private void order(String text) throws IOException {
        Files.writeString(directory.resolve("orders"), text);
    }
}
