package io.traas.collectors.scrape;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.zip.GZIPInputStream;

/** Collects a response body up to a limit; a longer one fails and the rest is not read. */
final class CappedBody implements BodySubscriber<byte[]> {

    private final int maxBytes;
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final List<ByteBuffer> parts = new ArrayList<>();
    private Flow.Subscription subscription;
    private int size;

    CappedBody(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** @throws IOException when the bytes are no gzip stream or give more than {@code maxBytes} */
    static byte[] inflate(byte[] compressed, int maxBytes) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed), 8_192)) {
            byte[] plain = in.readNBytes(maxBytes);
            if (in.read() >= 0) {
                throw tooLong(maxBytes);
            }
            return plain;
        }
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            size += buffer.remaining();
            if (size > maxBytes) {
                subscription.cancel();
                body.completeExceptionally(tooLong(maxBytes));
                return;
            }
            parts.add(buffer);
        }
    }

    @Override
    public void onError(Throwable failure) {
        body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        byte[] whole = new byte[size];
        int at = 0;
        for (ByteBuffer part : parts) {
            int length = part.remaining();
            part.get(whole, at, length);
            at += length;
        }
        body.complete(whole);
    }

    private static IOException tooLong(int maxBytes) {
        return new IOException("the answer has more than " + maxBytes + " bytes");
    }
}
