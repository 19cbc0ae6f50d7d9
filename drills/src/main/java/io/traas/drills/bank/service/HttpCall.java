package io.traas.drills.bank.service;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One HTTP request on a connection of its own: nothing is kept alive, repeated or balanced behind the caller's back, so
 * every failure is seen by whoever made the call.
 *
 * @param status HTTP status
 * @param body what was answered, as text
 */
public record HttpCall(int status, String body) {

    static {
        // The JDK would send a POST a second time when a connection breaks; a payment must not be.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    /** Posts a form; connecting and answering may take {@code timeout} each. */
    public static HttpCall post(String endpoint, String path, Form form, Duration timeout) throws IOException {
        byte[] bytes = form.toString().getBytes(StandardCharsets.UTF_8);
        HttpURLConnection connection = open(endpoint, path, timeout);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(bytes.length);
        connection.getOutputStream().write(bytes);
        return answer(connection);
    }

    /** Gets a page; connecting and answering may take {@code timeout} each. */
    public static HttpCall get(String endpoint, String path, Duration timeout) throws IOException {
        return answer(open(endpoint, path, timeout));
    }

    private static HttpURLConnection open(String endpoint, String path, Duration timeout) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) new URL("http://" + endpoint + path).openConnection(Proxy.NO_PROXY);
        int millis = (int) timeout.toMillis();
        connection.setConnectTimeout(millis);
        connection.setReadTimeout(millis);
        connection.setRequestProperty("Connection", "close");
        connection.setUseCaches(false);
        return connection;
    }

    private static HttpCall answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status < 0) {
            throw new IOException("no valid answer from " + connection.getURL());
        }
        try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new HttpCall(status, body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
