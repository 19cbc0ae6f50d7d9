package io.traas.drills.bank.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpCallTest {

    private static final Duration LONG = Duration.ofSeconds(10);

    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void givesStatusAndBody() throws IOException {
        answerWith("HTTP/1.1 402 Payment Required\r\nContent-Length: 8\r\n\r\nwhy=poor");
        assertThat(HttpCall.post(endpoint(), "/x", Form.EMPTY, LONG)).isEqualTo(new HttpCall(402, "why=poor"));
    }

    @Test
    void aProcessThatAcceptsAndNeverAnswersIsATimeOut() {
        assertThatThrownBy(() -> HttpCall.get(endpoint(), "/x", Duration.ofMillis(100)))
                .isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void anAnswerThatBreaksOffIsAFailure() {
        answerWith("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nwhy");
        assertThatThrownBy(() -> HttpCall.get(endpoint(), "/x", LONG))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broke off");
    }

    @Test
    void aConnectionThatIsClosedWithoutAWordIsAFailure() {
        answerWith("");
        assertThatThrownBy(() -> HttpCall.get(endpoint(), "/x", LONG)).isInstanceOf(IOException.class);
    }

    @Test
    void aDeadProcessIsAFailureAtOnce() throws IOException {
        server.close();
        assertThatThrownBy(() -> HttpCall.get(endpoint(), "/x", LONG)).isInstanceOf(IOException.class);
    }

    private String endpoint() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    private void answerWith(String answer) {
        CompletableFuture.runAsync(() -> {
            try (Socket socket = server.accept();
                    OutputStream out = socket.getOutputStream()) {
                socket.getInputStream().read(new byte[4096]);
                out.write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
