package io.traas.drills.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CutProxyTest {

    private static final int LONG_MS = 10_000;
    private static final int SHORT_MS = 200;

    private ServerSocket server;
    private CutProxy proxy;

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        proxy = new CutProxy(server.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void passesBothWays() throws IOException {
        try (Socket near = connect();
                Socket far = server.accept()) {
            near.getOutputStream().write(7);
            assertThat(far.getInputStream().read()).isEqualTo(7);
            far.getOutputStream().write(8);
            assertThat(near.getInputStream().read()).isEqualTo(8);
        }
    }

    @Test
    void whatIsSentWhileItIsCutArrivesOnceItIsHealed() throws IOException {
        try (Socket near = connect();
                Socket far = server.accept()) {
            near.getOutputStream().write(1);
            assertThat(far.getInputStream().read()).isEqualTo(1);
            proxy.cut();
            near.getOutputStream().write(2);
            far.setSoTimeout(SHORT_MS);
            assertThatThrownBy(() -> far.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

            proxy.heal();

            far.setSoTimeout(LONG_MS);
            assertThat(far.getInputStream().read()).isEqualTo(2);
        }
    }

    @Test
    void nobodyGetsThroughAnewWhileItIsCut() throws IOException {
        proxy.cut();
        try (Socket near = connect()) {
            near.getOutputStream().write(3);
            server.setSoTimeout(SHORT_MS);
            assertThatThrownBy(() -> server.accept()).isInstanceOf(SocketTimeoutException.class);

            proxy.heal();

            server.setSoTimeout(LONG_MS);
            try (Socket far = server.accept()) {
                assertThat(far.getInputStream().read()).isEqualTo(3);
            }
        }
    }

    @Test
    void anEndIsPassedOn() throws IOException {
        try (Socket near = connect()) {
            server.accept().close();
            assertThat(near.getInputStream().read()).isEqualTo(-1);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(LONG_MS);
        return socket;
    }
}
