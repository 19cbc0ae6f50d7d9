package io.traas.drills.bank.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.traas.drills.bank.wire.Entry;
import io.traas.drills.bank.wire.Form;
import io.traas.drills.bank.wire.ServiceDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What each role does. A payment goes gateway, payment, then risk (score), card network (clearing, outside of the
 * cluster), account (are there funds?), ledger (the entry in the book: from here on it is paid) and notification, which
 * may fail without harm. Nobody tries twice: what a replica fails, a customer feels.
 */
final class Services {

    private static final Duration PAYMENT_TIMEOUT = Duration.ofMillis(1400);
    private static final Duration STEP_TIMEOUT = Duration.ofMillis(1000);
    private static final Duration NOTIFICATION_TIMEOUT = Duration.ofMillis(250);

    private final Settings settings;
    private final MeterRegistry registry;
    private final ServiceDirectory directory;

    Services(Settings settings, MeterRegistry registry) {
        this.settings = settings;
        this.registry = registry;
        this.directory = new ServiceDirectory(settings.serviceDirectory(), Clock.systemUTC());
    }

    /** The paths this role serves. */
    Map<String, Handler> of(Role role) throws IOException {
        return switch (role) {
            case GATEWAY -> Map.of("/payments", gateway());
            case PAYMENT -> Map.of("/payments", payment());
            case RISK -> Map.of("/scores", Services::score);
            case ACCOUNT -> Map.of("/authorisations", account(new Book(settings.book())));
            case LEDGER -> Map.of("/entries", ledger(new Book(settings.book())));
            case NOTIFICATION -> Map.of("/notices", request -> Reply.ok(Form.EMPTY));
            case RATES -> Map.of("/rates", request -> Reply.ok(Form.EMPTY.with("eur-usd", "1.0842")));
        };
    }

    private Handler gateway() {
        Downstream payment = callee(Role.PAYMENT, PAYMENT_TIMEOUT);
        return request -> payment.post("/payments", Entry.of(request).form());
    }

    private Handler payment() {
        Downstream risk = callee(Role.RISK, STEP_TIMEOUT);
        Downstream cards =
                new Downstream("card-network", () -> List.of(settings.cardNetwork()), STEP_TIMEOUT, registry);
        Downstream account = callee(Role.ACCOUNT, STEP_TIMEOUT);
        Downstream ledger = callee(Role.LEDGER, STEP_TIMEOUT);
        Downstream notification = callee(Role.NOTIFICATION, NOTIFICATION_TIMEOUT);
        return request -> {
            Reply reply = risk.post("/scores", request);
            if (reply.ok()) {
                reply = cards.post("/clearances", request);
            }
            if (reply.ok()) {
                reply = account.post("/authorisations", request);
            }
            if (reply.ok()) {
                reply = ledger.post("/entries", request);
            }
            if (reply.ok()) {
                notification.post("/notices", request);
            }
            return reply.status() < Reply.FAILED
                    ? reply
                    : Reply.of(Reply.BAD_GATEWAY, reply.body().toString());
        };
    }

    /** A score between 0 (safe) and 99; nothing in this bank is risky enough to be refused. */
    private static Reply score(Form request) {
        Entry entry = Entry.of(request);
        return Reply.ok(Form.EMPTY.with("score", Math.floorMod(entry.id() * 31 + entry.cents(), 100)));
    }

    private static Handler account(Book book) {
        return request -> {
            Entry entry = Entry.of(request);
            try {
                boolean funds = book.balance(entry.from()) >= entry.cents();
                return funds ? Reply.ok(Form.EMPTY) : Reply.of(Reply.DECLINED, "not enough funds");
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the book", e);
            }
        };
    }

    private static Handler ledger(Book book) {
        return request -> {
            try {
                boolean isNew = book.record(Entry.of(request));
                return Reply.ok(Form.EMPTY.with("recorded", isNew ? "now" : "before"));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write the book", e);
            }
        };
    }

    private Downstream callee(Role role, Duration timeout) {
        return new Downstream(
                role.workload(),
                () -> directory.endpoints(settings.namespace(), settings.serviceOf(role)),
                settings.timeoutOf(role, timeout),
                registry);
    }
}
