package io.traas.drills.bank.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * One HTTP request on a connection of its own: nothing is kept alive, repeated or balanced behind the caller's back, so
 * every failure is seen by whoever made the call. On plain sockets, because the JDK's clients cost several times as
 * much processor time for a request of this size, and a bank makes hundreds a second.
 *
 * @param status HTTP status
 * @param body what was answered, as text
 */
public record HttpCall(int status, String body) {

    private static final int LONGEST_ANSWER = 4 << 20;
    private static final int CHUNK = 4096;

    /** Posts a form; the whole call may take {@code timeout}. */
    public static HttpCall post(String endpoint, String path, Form form, Duration timeout) throws IOException {
        return call("POST", endpoint, path, form.toString(), timeout);
    }

    /** Gets a page; the whole call may take {@code timeout}. */
    public static HttpCall get(String endpoint, String path, Duration timeout) throws IOException {
        return call("GET", endpoint, path, "", timeout);
    }

    private static HttpCall call(String method, String endpoint, String path, String body, Duration timeout)
            throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        String request = method + " " + path + " HTTP/1.1\r\nHost: " + endpoint
                + "\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.connect(addressOf(endpoint), millisUntil(deadline));
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return parse(readAll(socket, deadline), endpoint);
        }
    }

    private static InetSocketAddress addressOf(String endpoint) throws IOException {
        int colon = endpoint.lastIndexOf(':');
        if (colon < 0) {
            throw new IOException("not an address and a port: '" + endpoint + "'");
        }
        return new InetSocketAddress(endpoint.substring(0, colon), Integer.parseInt(endpoint.substring(colon + 1)));
    }

    private static String readAll(Socket socket, long deadline) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        InputStream in = socket.getInputStream();
        while (answer.size() < LONGEST_ANSWER) {
            socket.setSoTimeout(millisUntil(deadline));
            int read = in.read(chunk);
            if (read < 0) {
                break;
            }
            answer.write(chunk, 0, read);
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    private static HttpCall parse(String answer, String endpoint) throws IOException {
        int end = answer.indexOf("\r\n\r\n");
        if (end < 0 || !answer.startsWith("HTTP/1.") || answer.length() < 12) {
            throw new IOException("no valid answer from " + endpoint + " (" + answer.length() + " characters)");
        }
        String body = answer.substring(end + 4);
        String head = answer.substring(0, end).toLowerCase(Locale.ROOT);
        int length = head.indexOf("content-length:");
        if (length >= 0) {
            int lineEnd = head.indexOf('\r', length) < 0 ? head.length() : head.indexOf('\r', length);
            int announced = Integer.parseInt(
                    head.substring(length + "content-length:".length(), lineEnd).strip());
            if (body.getBytes(StandardCharsets.UTF_8).length < announced) {
                throw new IOException("the answer of " + endpoint + " broke off");
            }
        }
        return new HttpCall(Integer.parseInt(answer.substring(9, 12)), body);
    }

    private static int millisUntil(long deadline) throws SocketTimeoutException {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis <= 0) {
            throw new SocketTimeoutException("time is up");
        }
        return (int) millis;
    }
}
