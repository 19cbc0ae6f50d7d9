package io.traas.drills.bank;

import io.traas.drills.bank.service.Ailment;
import io.traas.drills.bank.service.BankService;
import io.traas.drills.bank.service.Release;
import io.traas.drills.bank.service.Role;
import io.traas.drills.cluster.ImageCatalog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bank's container registry. It holds version {@code 1.0.0} of every service, all of them sound; faults and traps
 * publish further versions, whose names tell nothing of what is in them. Thread-safe.
 */
public final class BankImages implements ImageCatalog {

    /** The version every service starts with. */
    public static final String FIRST_VERSION = "1.0.0";

    private final Map<String, Release> byImage = new ConcurrentHashMap<>();
    private final AtomicInteger releases = new AtomicInteger();

    public BankImages() {
        for (Role role : Role.values()) {
            Release first = new Release(role, FIRST_VERSION, Ailment.NONE);
            byImage.put(imageOf(role, first.version()), first);
        }
    }

    /** Publishes a new version and returns the name of its image. */
    public String publish(Role role, Ailment ailment) {
        Release release = new Release(role, "1." + releases.incrementAndGet() + ".0", ailment);
        String image = imageOf(role, release.version());
        byImage.put(image, release);
        return image;
    }

    @Override
    public Optional<List<String>> commandFor(String image) {
        return Optional.ofNullable(byImage.get(image))
                .map(release -> JavaCommand.replica(BankService.class, release.arguments()));
    }

    static String imageOf(Role role, String version) {
        return "registry.bank.example/" + role.workload() + ":" + version;
    }
}
