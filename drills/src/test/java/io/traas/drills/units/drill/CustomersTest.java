package io.traas.drills.units.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.traas.drills.bank.wire.Entry;
import io.traas.drills.bank.wire.Form;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a router that always answers the same. */
class CustomersTest {

    private static final long POSITION = 7;

    private final Books books = new Books();
    private HttpServer router;
    private volatile long staleMillis;

    @BeforeEach
    void open() throws IOException {
        router = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        router.setExecutor(Executors.newCachedThreadPool());
        router.createContext("/read", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer =
                    ("cents=1&position=" + POSITION + "&staleMillis=" + staleMillis).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        router.start();
    }

    @AfterEach
    void close() {
        router.stop(0);
    }

    @Test
    void take_what_is_fresh_and_knows_of_their_receipts() throws InterruptedException {
        staleMillis = Customers.MOST_STALE_MILLIS;
        receiptOfEveryAccount(POSITION);

        assertThat(looks()).isNotEmpty().allMatch(Customers.Seen::ok);
    }

    @Test
    void have_read_nothing_when_all_that_is_said_is_too_old() throws InterruptedException {
        staleMillis = Customers.MOST_STALE_MILLIS + 1;

        assertThat(looks())
                .isNotEmpty()
                .noneMatch(Customers.Seen::ok)
                .allMatch(look -> look.endMillis() - look.startMillis() >= Customers.PATIENCE.toMillis());
    }

    @Test
    void have_read_nothing_when_their_own_receipt_is_not_known_there() throws InterruptedException {
        receiptOfEveryAccount(POSITION + 1);

        assertThat(looks()).isNotEmpty().noneMatch(Customers.Seen::ok);
    }

    private void receiptOfEveryAccount(long position) {
        Form receipt = Form.EMPTY
                .with("position", position)
                .with("epoch", 1)
                .with("leader", "a1")
                .with("under", 1);
        for (String unit : UnitsBank.UNITS.keySet()) {
            for (int account = 1; account < Entry.ACCOUNTS; account++) {
                books.acknowledged(unit, new Entry(account, account - 1, account, 1), receipt);
            }
        }
    }

    private List<Customers.Seen> looks() throws InterruptedException {
        String endpoint = "127.0.0.1:" + router.getAddress().getPort();
        try (Customers customers = new Customers("world", Map.of("a1", endpoint), books, 1, new Random(1))) {
            customers.begin(0, 20);
            Thread.sleep(300);
            customers.end();
            return customers.seen();
        }
    }
}
