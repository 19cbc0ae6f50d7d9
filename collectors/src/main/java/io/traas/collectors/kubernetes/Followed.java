package io.traas.collectors.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One kind of object, followed in one or more namespaces. Lists, watches, lists again after 410 Gone. Thread-safe. */
final class Followed<T extends HasMetadata> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Followed.class);

    private final String resource;
    private final boolean required;
    private final String consequence;
    private final List<SharedIndexInformer<T>> informers;
    private volatile String failure = "";

    /** @param consequence what the platform lacks without it, for people */
    Followed(String resource, List<Informable<T>> sources, boolean required, String consequence) {
        this.resource = resource;
        this.required = required;
        this.consequence = consequence;
        this.informers =
                sources.stream().map(source -> source.runnableInformer(0)).toList();
    }

    /** Keeps of each object only what is left of it here. Call before the start. */
    Followed<T> keeping(UnaryOperator<T> reduction) {
        informers.forEach(informer -> informer.itemStore(new Reduced<>(reduction)));
        return this;
    }

    void start(Duration resync, Runnable onChange) {
        for (SharedIndexInformer<T> informer : informers) {
            informer.exceptionHandler((started, problem) -> retry(problem));
            informer.addEventHandlerWithResyncPeriod(new Notify<>(onChange), resync.toMillis());
            informer.start();
        }
    }

    String resource() {
        return resource;
    }

    boolean required() {
        return required;
    }

    /** Listed, or not needed and refused. */
    boolean settled() {
        return informers.stream().allMatch(SharedIndexInformer::hasSynced) || !required && !failure.isEmpty();
    }

    /** A watch that ends and is opened again is none. */
    Optional<String> problem() {
        boolean listed = informers.stream().allMatch(SharedIndexInformer::hasSynced);
        if (listed && informers.stream().allMatch(SharedIndexInformer::isWatching)) {
            failure = "";
        }
        return failure.isEmpty() && listed
                ? Optional.empty()
                : Optional.of(failure.isEmpty() ? "not listed yet" : failure);
    }

    /** Listed once and not followed now: what is known of it is frozen. One that was always refused is merely unknown. */
    boolean isLost() {
        return informers.stream().allMatch(SharedIndexInformer::hasSynced)
                && problem().isPresent();
    }

    Collection<T> objects() {
        return informers.stream()
                .flatMap(informer -> informer.getStore().list().stream())
                .toList();
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::stop);
    }

    /** Always: a server that is away comes back, and a right that is missing may be granted. */
    private boolean retry(Throwable problem) {
        String reason = reason(problem);
        if (!reason.equals(failure)) {
            failure = reason;
            LOG.atWarn()
                    .addKeyValue("resource", resource)
                    .addKeyValue("reason", reason)
                    .log("cannot follow this resource; trying again ({})", consequence);
        }
        return true;
    }

    private String reason(Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof KubernetesClientException refused
                    && refused.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return "not allowed to list and watch " + resource + "; grant it in the Role of the collectors";
            }
        }
        return firstCause(problem);
    }

    /** What lies at the bottom of it, on one line. */
    static String firstCause(Throwable problem) {
        Throwable root = problem;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return message.lines().findFirst().orElse(message);
    }

    private static final class Reduced<T extends HasMetadata> extends BasicItemStore<T> {

        private final UnaryOperator<T> reduction;

        Reduced(UnaryOperator<T> reduction) {
            super(Cache::metaUidKeyFunc);
            this.reduction = reduction;
        }

        @Override
        public T put(String key, T object) {
            return super.put(key, reduction.apply(object));
        }

        /** What events carry besides may be whole. */
        @Override
        public boolean isFullState() {
            return false;
        }
    }

    private record Notify<T>(Runnable onChange) implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T object) {
            onChange.run();
        }

        @Override
        public void onUpdate(T before, T after) {
            onChange.run();
        }

        @Override
        public void onDelete(T object, boolean finalStateUnknown) {
            onChange.run();
        }
    }
}
