package io.traas.remediation.simulation;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.StandardHttpClient;
import io.fabric8.kubernetes.client.http.StandardHttpClientBuilder;
import io.fabric8.kubernetes.client.http.StandardHttpHeaders;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.http.StandardWebSocketBuilder;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The transport under a real Kubernetes client: every request is answered on the caller's thread by whatever {@link Wire}
 * says, so that all of the client's and the platform's own code runs and no socket is opened.
 */
final class SimulatedHttp extends StandardHttpClient<SimulatedHttp, SimulatedHttp.Factory, SimulatedHttp.Builder> {

    /** Where requests go. */
    interface Wire {
        /** @throws IOException when no answer comes */
        ApiCall.Answer send(StandardHttpRequest request) throws IOException;
    }

    /** A client as the platform makes one, without retries of its own. */
    static KubernetesClient client(Wire wire) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(io.fabric8.kubernetes.client.Config.empty())
                        .withMasterUrl("http://api")
                        .withNamespace("default")
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .withHttpClientFactory(new Factory(wire))
                .build();
    }

    static final class Factory implements HttpClient.Factory {
        private final Wire wire;

        Factory(Wire wire) {
            this.wire = wire;
        }

        @Override
        public Builder newBuilder() {
            return new Builder(this);
        }
    }

    static final class Builder extends StandardHttpClientBuilder<SimulatedHttp, Factory, Builder> {
        Builder(Factory factory) {
            super(factory);
        }

        @Override
        protected Builder newInstance(Factory factory) {
            return new Builder(factory);
        }

        @Override
        public HttpClient build() {
            return new SimulatedHttp(this, clientFactory.wire);
        }
    }

    private final Wire wire;

    private SimulatedHttp(Builder builder, Wire wire) {
        super(builder, new AtomicBoolean());
        this.wire = wire;
    }

    @Override
    public CompletableFuture<HttpResponse<AsyncBody>> consumeBytesDirect(
            StandardHttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        try {
            return CompletableFuture.completedFuture(new Response(request, wire.send(request), consumer));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletableFuture<WebSocketResponse> buildWebSocketDirect(
            StandardWebSocketBuilder builder, WebSocket.Listener listener) {
        return CompletableFuture.failedFuture(new IOException("nothing is watched here"));
    }

    @Override
    protected void doClose() {}

    /** An answer that is there as a whole. */
    private static final class Response extends StandardHttpHeaders implements HttpResponse<AsyncBody>, AsyncBody {
        private final HttpRequest request;
        private final ApiCall.Answer answer;
        private final AsyncBody.Consumer<List<ByteBuffer>> consumer;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private boolean delivered;

        Response(HttpRequest request, ApiCall.Answer answer, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
            super(java.util.Map.of("Content-Type", List.of("application/json")));
            this.request = request;
            this.answer = answer;
            this.consumer = consumer;
        }

        @Override
        public int code() {
            return answer.status();
        }

        @Override
        public AsyncBody body() {
            return this;
        }

        @Override
        public HttpRequest request() {
            return request;
        }

        @Override
        public Optional<HttpResponse<?>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public void consume() {
            if (delivered) {
                done.complete(null);
                return;
            }
            delivered = true;
            try {
                byte[] bytes = answer.body().toString().getBytes(StandardCharsets.UTF_8);
                consumer.consume(List.of(ByteBuffer.wrap(bytes)), this);
                done.complete(null);
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        }

        @Override
        public CompletableFuture<Void> done() {
            return done;
        }

        @Override
        public void cancel() {
            done.cancel(false);
        }
    }
}
