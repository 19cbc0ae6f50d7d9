package io.traas.drills.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Objects;

/** A shop of two Deployments with Services, for trying things out. Everything is created over the API. */
final class DemoWorkloads {

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI api;

    DemoWorkloads(URI api) {
        this.api = Objects.requireNonNull(api, "api");
    }

    void create() throws IOException {
        post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"shop\"}}");
        for (String name : new String[] {"cart", "stock"}) {
            post(
                    "/apis/apps/v1/namespaces/shop/deployments",
                    ("{'metadata':{'name':'NAME','labels':{'app':'NAME'}},'spec':{'replicas':3,"
                                    + "'selector':{'matchLabels':{'app':'NAME'}},'template':{'metadata':{'labels':"
                                    + "{'app':'NAME'}},'spec':{'containers':[{'name':'app','image':'shop/NAME:1',"
                                    + "'ports':[{'name':'http','containerPort':8080}]}]}}}}")
                            .replace("NAME", name)
                            .replace('\'', '"'));
            post(
                    "/api/v1/namespaces/shop/services",
                    ("{'metadata':{'name':'NAME'},'spec':{'selector':{'app':'NAME'},"
                                    + "'ports':[{'name':'http','port':80,'targetPort':8080}]}}")
                            .replace("NAME", name)
                            .replace('\'', '"'));
        }
    }

    private void post(String path, String body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(api.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 201) {
                throw new IOException("POST " + path + " was answered with " + answer.body());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while creating " + path, interrupted);
        }
    }
}
