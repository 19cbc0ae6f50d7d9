package io.traas.drills.bank.service;

import io.traas.drills.bank.wire.Form;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;

/** Makes a replica suffer from what its release and its own pod ail from. Thread-safe. */
final class Health {

    private final Ailment ofRelease;
    private final Path file;
    private final RandomGenerator random;
    private final Queue<byte[]> leaked = new ConcurrentLinkedQueue<>();
    private volatile Ailment ofReplica;

    /** Starts with what the pod's volume says; {@code random} must be thread-safe. */
    Health(Ailment ofRelease, Path podVolume, RandomGenerator random) {
        this.ofRelease = ofRelease;
        this.file = podVolume.resolve("ailment");
        this.random = random;
        try {
            this.ofReplica = Files.exists(file) ? Ailment.of(Form.parse(Files.readString(file))) : Ailment.NONE;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** The replica ails from this from now on, also after a restart of its container. */
    void infect(Ailment ailment) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, ailment.form().toString());
        ofReplica = ailment;
        if (ailment.leakBytes() == 0) {
            leaked.clear();
        }
    }

    /** Serves the request as well as the state of health allows. */
    Reply suffer(Handler handler, Form request) throws InterruptedException {
        for (Ailment ailment : List.of(ofRelease, ofReplica)) {
            if (ailment.leakBytes() > 0) {
                leaked.add(new byte[ailment.leakBytes()]);
            }
            if (ailment.delayMillis() > 0) {
                Thread.sleep(ailment.delayMillis() + random.nextInt(1 + ailment.delayMillis() / 4));
            }
            if (ailment.errorShare() > 0 && random.nextDouble() < ailment.errorShare()) {
                return Reply.of(Reply.FAILED, "internal error");
            }
        }
        return handler.handle(request);
    }

    /** Whether this scrape is to fail. */
    boolean losesScrape() {
        double share = ofReplica.lostScrapes();
        return share > 0 && random.nextDouble() < share;
    }
}
