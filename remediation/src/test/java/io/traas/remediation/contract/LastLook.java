package io.traas.remediation.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.traas.remediation.kubernetes.ConfigMapSwitch;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Watches what the platform's hands ask a cluster for: the last thing before each write has to be the stop switch. Whatever
 * is asked in between takes time, in which people stop the platform and deadlines pass.
 */
final class LastLook implements Interceptor {

    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** A client that is watched; closes the one given. */
    KubernetesClient watch(KubernetesClient client) {
        try (client) {
            return new KubernetesClientBuilder()
                    .withConfig(client.getConfiguration())
                    .withHttpClientBuilderConsumer(builder -> builder.addOrReplaceInterceptor("last-look", this))
                    .build();
        }
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        requests.add(request.method() + " " + request.uri());
    }

    void assertBeforeEachWrite() {
        for (int i = 0; i < requests.size(); i++) {
            if (isWrite(requests.get(i))) {
                assertThat(i == 0 ? "" : requests.get(i - 1))
                        .as("asked last before " + requests.get(i))
                        .startsWith("GET ")
                        .endsWith("/configmaps/" + ConfigMapSwitch.NAME);
            }
        }
    }

    /** An Event of what was done changes nothing. */
    private static boolean isWrite(String request) {
        return !request.startsWith("GET ") && !request.contains("dryRun=All") && !request.endsWith("/events");
    }
}
