package io.traas.drills.bank.service;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The card network: a company outside of the bank and its cluster, which clears every payment. Argument: loopback port,
 * 0 for any; says {@code PORT n} when it listens. Ends with its standard input.
 */
public final class CardNetwork {

    private static final int THREADS = 24;
    private static final int SERVICE_MILLIS = 10;

    private CardNetwork() {}

    public static void main(String[] arguments) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])), 0);
        server.setExecutor(threads);
        server.createContext("/clearances", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                Thread.sleep(SERVICE_MILLIS);
                exchange.getResponseHeaders().set("Connection", "close");
                exchange.sendResponseHeaders(200, -1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        System.out.println("PORT " + server.getAddress().getPort());
        while (System.in.read() >= 0) {
            // nothing is ever sent; only the end matters
        }
        Runtime.getRuntime().halt(0);
    }
}
