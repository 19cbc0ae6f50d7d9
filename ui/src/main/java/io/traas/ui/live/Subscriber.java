package io.traas.ui.live;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * One open stream. Writing never blocks: frames wait in a bounded queue until the connection takes them, and a reader
 * that is too slow loses its queue and is told to fetch afresh. Thread-safe.
 */
final class Subscriber implements WriteListener, AsyncListener {

    private final AsyncContext context;
    private final ServletOutputStream out;
    private final int capacity;
    private final Consumer<Subscriber> gone;
    private final Deque<Frame> queue = new ArrayDeque<>();
    private boolean writable;
    private boolean unflushed;
    private boolean closed;

    /** @param gone told once the stream is over, whoever ended it */
    Subscriber(AsyncContext context, int capacity, Consumer<Subscriber> gone) throws IOException {
        this.context = context;
        this.out = context.getResponse().getOutputStream();
        this.capacity = capacity;
        this.gone = gone;
    }

    /** From now on the connection takes frames. */
    void open() {
        context.addListener(this);
        out.setWriteListener(this);
    }

    /** @param resync what is sent instead when the queue is full */
    void offer(List<Frame> frames, Frame resync) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (queue.size() + frames.size() > capacity) {
                queue.clear();
                queue.add(resync);
            } else {
                queue.addAll(frames);
            }
            if (!writable) {
                return;
            }
        }
        drain();
    }

    @Override
    public void onWritePossible() {
        synchronized (this) {
            writable = true;
        }
        drain();
    }

    private void drain() {
        boolean failed = false;
        synchronized (this) {
            try {
                while (!closed && out.isReady()) {
                    Frame frame = queue.poll();
                    if (frame != null) {
                        out.write(frame.bytes());
                        unflushed = true;
                    } else if (unflushed) {
                        unflushed = false;
                        out.flush();
                    } else {
                        return;
                    }
                }
                writable = false;
            } catch (IOException | IllegalStateException e) {
                failed = true;
            }
        }
        if (failed) {
            close();
        }
    }

    /** Ends the stream; harmless when it is over already. */
    void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            queue.clear();
        }
        gone.accept(this);
        try {
            context.complete();
        } catch (IllegalStateException e) {
            return; // the container was faster
        }
    }

    @Override
    public void onError(Throwable failure) {
        close();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        close();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        close();
    }

    @Override
    public void onError(AsyncEvent event) {
        close();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
