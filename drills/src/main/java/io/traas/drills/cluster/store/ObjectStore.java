package io.traas.drills.cluster.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * All objects of the cluster in memory, under one version counter, with the recent changes of every type. Whoever
 * reads, decides and writes does so inside {@link #locked}, so nobody acts on what has just changed. Thread-safe.
 */
public final class ObjectStore {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ResourceType, TreeMap<String, StoredObject>> objects = new EnumMap<>(ResourceType.class);
    private final Map<ResourceType, History> histories = new EnumMap<>(ResourceType.class);
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private long version = 1;

    /** Keeps up to {@code changesPerType} changes of each type for watches that start in the past. */
    public ObjectStore(int changesPerType) {
        for (ResourceType type : ResourceType.values()) {
            objects.put(type, new TreeMap<>());
            histories.put(type, new History(changesPerType));
        }
    }

    /** Runs the work while nobody else reads or writes. Reentrant. */
    public <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** Runs the work while nobody else reads or writes. Reentrant. */
    public void locked(Runnable work) {
        locked(() -> {
            work.run();
            return null;
        });
    }

    /** Calls the listener after every change, in order, inside the lock: it must be quick and must not write. */
    public void onChange(Consumer<Change> listener) {
        listeners.add(listener);
    }

    public long version() {
        return locked(() -> version);
    }

    public Optional<StoredObject> find(ObjectKey key) {
        return locked(() -> Optional.ofNullable(objects.get(key.type()).get(position(key))));
    }

    /** All objects of the type by namespace and name; an empty namespace means every namespace. */
    public List<StoredObject> list(ResourceType type, String namespace) {
        return locked(() -> {
            TreeMap<String, StoredObject> all = objects.get(type);
            return new ArrayList<>(
                    namespace.isEmpty()
                            ? all.values()
                            : all.subMap(namespace + "/", namespace + "0").values());
        });
    }

    /** Changes of the type after this version, oldest first; empty when some of them are forgotten already. */
    public Optional<List<Change>> changesAfter(ResourceType type, long since) {
        return locked(() -> histories.get(type).after(since));
    }

    /** The oldest version from which the changes of the type are still known. */
    public long oldestKnown(ResourceType type) {
        return locked(() -> histories.get(type).forgotten);
    }

    /** Stores the tree as the object's next version, which it writes into the tree. */
    public StoredObject put(ObjectKey key, ObjectNode tree) {
        return locked(() -> {
            long next = ++version;
            KubernetesJson.child(tree, "metadata").put("resourceVersion", Long.toString(next));
            StoredObject after = new StoredObject(key, tree);
            StoredObject before = objects.get(key.type()).put(position(key), after);
            publish(new Change(next, before, after));
            return after;
        });
    }

    /** Removes the object; the answer is its last state under the version of the removal. */
    public StoredObject remove(ObjectKey key) {
        return locked(() -> {
            StoredObject gone = objects.get(key.type()).remove(position(key));
            if (gone == null) {
                throw new IllegalStateException("cannot remove " + key + ": it is not there");
            }
            long next = ++version;
            ObjectNode last = gone.copy();
            KubernetesJson.child(last, "metadata").put("resourceVersion", Long.toString(next));
            StoredObject tombstone = new StoredObject(key, last);
            publish(new Change(next, tombstone, null));
            return tombstone;
        });
    }

    private void publish(Change change) {
        histories.get(change.type()).add(change);
        listeners.forEach(listener -> listener.accept(change));
    }

    private static String position(ObjectKey key) {
        return key.namespace() + "/" + key.name();
    }

    private static final class History {
        private final int capacity;
        private final Deque<Change> changes = new ArrayDeque<>();
        private long forgotten;

        History(int capacity) {
            this.capacity = capacity;
        }

        void add(Change change) {
            changes.addLast(change);
            if (changes.size() > capacity) {
                forgotten = changes.removeFirst().version();
            }
        }

        Optional<List<Change>> after(long since) {
            if (since < forgotten) {
                return Optional.empty();
            }
            return Optional.of(
                    changes.stream().filter(change -> change.version() > since).toList());
        }
    }
}
