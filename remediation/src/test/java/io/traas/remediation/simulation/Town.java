package io.traas.remediation.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.model.Autonomy;
import io.traas.model.PodState;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.remediation.testing.Scene;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The workloads of a run in the simulated API server, what their controllers do, and what can be seen of them: three pods
 * each, replaced when they leave, under a new name or, as a StatefulSet does, under the same.
 */
final class Town {

    static final int REPLICAS = 3;

    /** @param until null while it lasts */
    record Stop(Instant from, Instant until) {}

    private static final String APPS = "/apis/apps/v1/namespaces/shop/";
    private static final String PODS = "/api/v1/namespaces/shop/pods";
    private static final String REVISION = "deployment.kubernetes.io/revision";
    private static final String SWITCH = "/api/v1/namespaces/traas-system/configmaps/traas-stop";

    private final SimulatedApi api;
    private final Baton baton;
    private final Chance chance;
    private final boolean sameNames;
    private final List<Target> workloads = new ArrayList<>();
    private final Map<Target, Autonomy> autonomy = new HashMap<>();
    private final Map<String, Integer> lastNumber = new HashMap<>();
    private final Map<Target, TargetState> states = new HashMap<>();
    private final Set<String> rollingOut = new HashSet<>();
    private final Set<String> sick = new HashSet<>();
    private final Set<String> incurable = new HashSet<>();
    private final Disruption disruption = new Disruption();
    private final List<Stop> stops = new ArrayList<>();
    private long statesAsOf;

    Town(SimulatedApi api, Baton baton, Chance chance) {
        this.api = api;
        this.baton = baton;
        this.chance = chance;
        this.sameNames = chance.oneIn(2);
        api.create(SWITCH, "traas-stop", "ConfigMap", "v1").putObject("data").put("state", "run");
        api.listen(this::react);
    }

    // --- what there is -----------------------------------------------------------------------------------------------

    Target build(String name, Autonomy level) {
        Target workload = Scene.workload(name);
        workloads.add(workload);
        autonomy.put(workload, level);
        sick.add(name);
        ObjectNode deployment = api.create(APPS + "deployments/" + name, name, "Deployment", "apps/v1");
        annotations(deployment).put(REVISION, "2");
        ObjectNode spec = deployment.putObject("spec").put("replicas", REPLICAS);
        template(spec, name, "two");
        for (int revision = 1; revision <= 2; revision++) {
            ObjectNode set = api.create(
                    APPS + "replicasets/" + name + "-" + revision, name + "-" + revision, "ReplicaSet", "apps/v1");
            annotations(set).put(REVISION, Integer.toString(revision));
            owned(set, "Deployment", name, SimulatedApi.uid(deployment));
            ObjectNode setSpec = set.putObject("spec");
            setSpec.putObject("selector").putObject("matchLabels").put("app", name);
            template(setSpec, name, revision == 1 ? "one" : "two");
        }
        for (int i = 1; i <= REPLICAS; i++) {
            pod(name, i);
        }
        return workload;
    }

    private static void template(ObjectNode spec, String app, String release) {
        ObjectNode template = spec.putObject("template");
        ObjectNode meta = template.putObject("metadata");
        meta.putObject("labels").put("app", app);
        meta.putObject("annotations").put("release", release);
        template.putObject("spec");
    }

    private void pod(String app, int number) {
        lastNumber.merge(app, number, Math::max);
        String name = app + "-" + number;
        ObjectNode pod = api.create(PODS + "/" + name, name, "Pod", "v1");
        ((ObjectNode) SimulatedApi.meta(pod).get("labels")).put("app", app);
        owned(pod, "ReplicaSet", app + "-2", app + "-2");
        pod.putObject("spec").put("nodeName", "n" + (1 + number % REPLICAS));
        pod.putObject("status")
                .put("phase", "Running")
                .put("readyAt", baton.now().toString());
    }

    private static void owned(ObjectNode object, String kind, String name, String uid) {
        SimulatedApi.meta(object)
                .putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "apps/v1")
                .put("kind", kind)
                .put("name", name)
                .put("uid", uid)
                .put("controller", true);
    }

    private static ObjectNode annotations(ObjectNode object) {
        return (ObjectNode) SimulatedApi.meta(object).get("annotations");
    }

    /** Nothing that is done to it helps, and what was done has to be taken back. */
    void makeIncurable(String name) {
        incurable.add(name);
    }

    List<Target> workloads() {
        return List.copyOf(workloads);
    }

    // --- what controllers do -----------------------------------------------------------------------------------------

    private void react(SimulatedApi.Effect effect) {
        if (effect.mark()) {
            return;
        }
        if (effect.path().startsWith(PODS)) {
            ObjectNode pod = api.get(effect.path());
            String app = appOf(pod);
            if (!effect.verb().equals("patch")) {
                baton.later(chance.millis(100, 2_000), () -> api.remove(effect.path()));
            }
            Runnable whole = disruption.podLeaves(app, effect);
            baton.later(chance.millis(2_100, 4_000), () -> {
                replace(app, numberOf(pod));
                whole.run();
            });
            heal(app);
        } else if (effect.path().startsWith(APPS + "deployments/")) {
            String app = effect.path().substring((APPS + "deployments/").length());
            rollingOut.add(app);
            boolean rolls = effect.call().body().toString().contains("template");
            Runnable whole = rolls ? disruption.rollsOut(app, effect) : () -> {};
            baton.later(chance.millis(50, 1_000), () -> api.change(effect.path(), Town::nextRevision));
            baton.later(chance.millis(1_100, 5_000), () -> {
                rollingOut.remove(app);
                whole.run();
                api.change(effect.path(), rolledOut -> {});
            });
            baton.later(chance.millis(200, 2_000), () -> fill(app));
            heal(app);
        }
    }

    private void heal(String app) {
        if (!incurable.contains(app) && !chance.oneIn(4)) {
            baton.later(chance.millis(1_000, 4_000), () -> sick.remove(app));
        }
    }

    private static void nextRevision(ObjectNode deployment) {
        annotations(deployment)
                .put(
                        REVISION,
                        Long.toString(annotations(deployment).path(REVISION).asLong() + 1));
    }

    private void replace(String app, int left) {
        String same = PODS + "/" + app + "-" + left;
        if (sameNames && api.get(same) == null) {
            pod(app, left);
        } else {
            pod(app, lastNumber.get(app) + 1);
        }
    }

    private void fill(String app) {
        int wanted = api.get(APPS + "deployments/" + app).at("/spec/replicas").asInt();
        for (int i = pods(app).size(); i < wanted; i++) {
            pod(app, lastNumber.get(app) + 1);
        }
    }

    private static String nameOf(JsonNode pod) {
        return pod.path("metadata").path("name").asText();
    }

    private static String nodeOf(JsonNode pod) {
        return pod.path("spec").path("nodeName").asText();
    }

    private static String appOf(JsonNode pod) {
        String name = nameOf(pod);
        return name.substring(0, name.lastIndexOf('-'));
    }

    private static int numberOf(JsonNode pod) {
        String name = nameOf(pod);
        return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
    }

    // --- what others do ----------------------------------------------------------------------------------------------

    /** A person, a pipeline or an autoscaler changes the workload. @return what was done */
    String interfere() {
        Target workload = chance.pick(workloads);
        String path = pathOf(workload);
        switch (chance.between(1, 4)) {
            case 1 -> {
                api.change(
                        path,
                        deployment -> annotations(deployment)
                                .put("touched", baton.now().toString()));
                return "somebody annotates " + workload.name();
            }
            case 2 -> {
                api.change(
                        path,
                        deployment -> ((ObjectNode) deployment.get("spec")).put("replicas", chance.between(2, 5)));
                fill(workload.name());
                return "an autoscaler scales " + workload.name();
            }
            case 3 -> {
                api.change(path, Town::nextRevision);
                return "a pipeline releases " + workload.name();
            }
            default -> {
                List<ObjectNode> pods = pods(workload.name());
                if (pods.isEmpty()) {
                    return "nothing happens to " + workload.name();
                }
                ObjectNode pod = chance.pick(pods);
                api.remove(PODS + "/" + nameOf(pod));
                replace(workload.name(), numberOf(pod));
                return "the kubelet loses " + nameOf(pod);
            }
        }
    }

    void stop() {
        stops.add(new Stop(baton.now(), null));
        api.change(
                SWITCH,
                map -> ((ObjectNode) map.get("data")).put("state", "stop").put("by", "ann"));
    }

    void resume() {
        Stop last = stops.remove(stops.size() - 1);
        stops.add(new Stop(last.from(), baton.now()));
        api.change(SWITCH, map -> ((ObjectNode) map.get("data")).put("state", "run"));
    }

    List<Stop> stops() {
        return stops;
    }

    Disruption disruption() {
        return disruption;
    }

    // --- what can be seen --------------------------------------------------------------------------------------------

    List<ObjectNode> pods(String app) {
        return api.list(PODS).stream()
                .filter(pod ->
                        pod.path("metadata").path("labels").path("app").asText().equals(app))
                .toList();
    }

    boolean isSick(String app) {
        return sick.contains(app);
    }

    static int number(PodState pod) {
        return Integer.parseInt(pod.name().substring(pod.name().lastIndexOf('-') + 1));
    }

    static String pathOf(Target workload) {
        return APPS + "deployments/" + workload.name();
    }

    private static boolean isReady(JsonNode pod) {
        return !pod.path("metadata").has("deletionTimestamp");
    }

    /** The same object as long as nothing has changed anywhere. */
    TargetState state(Target workload) {
        if (statesAsOf != api.version()) {
            states.clear();
            statesAsOf = api.version();
        }
        return states.computeIfAbsent(workload, this::look);
    }

    private TargetState look(Target workload) {
        ObjectNode deployment = api.get(pathOf(workload));
        List<PodState> pods = new ArrayList<>();
        for (ObjectNode pod : pods(workload.name())) {
            pods.add(new PodState(
                    nameOf(pod),
                    SimulatedApi.uid(pod),
                    nodeOf(pod),
                    "z" + nodeOf(pod).substring(1),
                    "Running",
                    isReady(pod),
                    !isReady(pod),
                    0,
                    "",
                    2,
                    baton.now()));
        }
        int ready = (int) pods.stream().filter(PodState::ready).count();
        long revision = annotations(deployment).path(REVISION).asLong();
        return new TargetState(
                workload,
                SimulatedApi.uid(deployment),
                baton.now(),
                false,
                deployment.path("spec").path("replicas").asInt(),
                ready,
                revision,
                revision - 1,
                rollingOut.contains(workload.name()),
                false,
                false,
                false,
                6,
                1,
                autonomy.get(workload),
                "",
                List.of(),
                pods);
    }
}
