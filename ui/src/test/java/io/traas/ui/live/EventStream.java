package io.traas.ui.live;

import io.traas.ui.RunningUi;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client of the live stream that sees the bytes on the wire. */
final class EventStream implements AutoCloseable {

    private final Socket socket;
    private final List<Received> frames = new CopyOnWriteArrayList<>();
    private final List<String> head = new CopyOnWriteArrayList<>();

    /** @param id empty when the frame had none */
    record Received(String id, String event, String data) {}

    /** @param headers further request headers, whole lines */
    EventStream(RunningUi ui, String query, String... headers) throws IOException {
        int port = ui.stage().port();
        socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        StringBuilder request = new StringBuilder("GET /api/v1/stream" + query + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nAccept: text/event-stream\r\nAccept-Encoding: gzip\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Starts reading; until then the connection fills up. */
    EventStream read() {
        Thread reader = new Thread(this::readAll, "event-stream");
        reader.setDaemon(true);
        reader.start();
        return this;
    }

    List<String> head() {
        return head;
    }

    List<Received> frames() {
        return frames;
    }

    List<Received> frames(String event) {
        return frames.stream().filter(frame -> frame.event().equals(event)).toList();
    }

    private void readAll() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                head.add(line);
            }
            String id = "";
            String event = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    frames.add(new Received(id, event, line.substring(6)));
                    id = "";
                }
            }
        } catch (IOException e) {
            head.add("closed: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
