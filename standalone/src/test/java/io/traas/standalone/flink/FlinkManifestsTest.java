package io.traas.standalone.flink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.traas.detector.DetectorJobMain;
import io.traas.model.stage.Settings;
import io.traas.model.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The manifests for the Flink Kubernetes Operator against what its reference says of a FlinkDeployment
 * ({@code flink.apache.org/v1beta1}): fields, types, choices, and what of them belongs together.
 */
class FlinkManifestsTest {

    private static final Path FOLDER = Path.of("..", "deploy", "flink");

    private static final Map<String, Set<String>> FIELDS = Map.of(
            "", Set.of("apiVersion", "kind", "metadata", "spec"),
            "spec",
                    Set.of(
                            "job",
                            "restartNonce",
                            "flinkConfiguration",
                            "image",
                            "imagePullPolicy",
                            "serviceAccount",
                            "flinkVersion",
                            "ingress",
                            "podTemplate",
                            "jobManager",
                            "taskManager",
                            "logConfiguration",
                            "mode"),
            "job",
                    Set.of(
                            "jarURI",
                            "parallelism",
                            "entryClass",
                            "args",
                            "state",
                            "savepointTriggerNonce",
                            "initialSavepointPath",
                            "checkpointTriggerNonce",
                            "upgradeMode",
                            "allowNonRestoredState",
                            "savepointRedeployNonce",
                            "autoscalerResetNonce"),
            "jobManager", Set.of("resource", "replicas", "podTemplate"),
            "taskManager", Set.of("resource", "replicas", "podTemplate"),
            "resource", Set.of("cpu", "memory", "ephemeralStorage"));

    private final JsonNode deployment = documents("detector.yaml").get(0);
    private final JsonNode spec = deployment.path("spec");

    @Test
    void everyFieldIsOneTheOperatorKnows() {
        assertThat(unknown("", deployment)).isEmpty();
        assertThat(unknown("spec", spec)).isEmpty();
        assertThat(unknown("job", spec.path("job"))).isEmpty();
        for (String part : List.of("jobManager", "taskManager")) {
            assertThat(unknown(part, spec.path(part))).isEmpty();
            assertThat(unknown("resource", spec.path(part).path("resource"))).isEmpty();
        }
    }

    @Test
    void whatIsRequiredIsThereAndOfItsType() {
        assertThat(deployment.path("apiVersion").asText()).isEqualTo("flink.apache.org/v1beta1");
        assertThat(deployment.path("kind").asText()).isEqualTo("FlinkDeployment");
        assertThat(spec.path("flinkVersion").asText()).matches("v\\d_\\d+");
        assertThat(spec.path("image").asText()).contains(":").doesNotEndWith(":latest");
        assertThat(spec.path("jobManager").path("replicas").asInt()).isEqualTo(1);
        for (String part : List.of("jobManager", "taskManager")) {
            JsonNode resource = spec.path(part).path("resource");
            assertThat(resource.path("cpu").isNumber()).isTrue();
            assertThat(resource.path("memory").asText()).matches("\\d+[mg]");
        }
        assertThat(spec.path("flinkConfiguration"))
                .isNotEmpty()
                .allSatisfy(value ->
                        assertThat(value.isTextual()).as("values are strings").isTrue());
        assertThat(spec.path("job").path("state").asText()).isIn("running", "suspended");
        assertThat(spec.path("job").path("upgradeMode").asText()).isIn("savepoint", "last-state", "stateless");
        assertThat(spec.path("job").path("jarURI").asText()).startsWith("local:///");
    }

    @Test
    void theJobIsOursAndItsArgumentsAreSettingsThatItTakes() {
        Map<String, String> arguments = arguments();
        DetectorJobMain.Plan plan = DetectorJobMain.Plan.from(Settings.of(arguments));

        assertThat(spec.path("job").path("entryClass").asText()).isEqualTo(DetectorJobMain.class.getName());
        assertThat(plan.setup().parallelism())
                .isEqualTo(spec.path("job").path("parallelism").asInt());
        assertThat(plan.setup().checkpoints()).isEqualTo(configured("execution.checkpointing.dir"));
    }

    /** Without high availability the operator refuses to go on from the last state; files must be on a shared volume. */
    @Test
    void anUpgradeFromTheLastStateFindsItOnAVolumeOfAllPods() {
        assertThat(configured("high-availability.type")).isEqualTo("kubernetes");
        JsonNode pod = spec.path("podTemplate").path("spec");
        String mount = pod.path("containers")
                .path(0)
                .path("volumeMounts")
                .path(0)
                .path("mountPath")
                .asText();
        String claim = pod.path("volumes")
                .path(0)
                .path("persistentVolumeClaim")
                .path("claimName")
                .asText();

        assertThat(pod.path("containers").path(0).path("name").asText()).isEqualTo("flink-main-container");
        assertThat(List.of(
                        configured("high-availability.storageDir"),
                        configured("execution.checkpointing.dir"),
                        configured("execution.checkpointing.savepoint-dir")))
                .allSatisfy(uri -> assertThat(uri).startsWith("file://" + mount + "/"));
        JsonNode volume = documents("checkpoints.yaml").get(0);
        assertThat(volume.path("metadata").path("name").asText()).isEqualTo(claim);
        assertThat(volume.path("spec").path("accessModes").path(0).asText()).isEqualTo("ReadWriteMany");
    }

    @Test
    void theAccountIsThereAndBoundToARoleOfItsOwnNamespace() {
        List<JsonNode> account = documents("account.yaml");
        String name = spec.path("serviceAccount").asText();

        assertThat(account)
                .extracting(each -> each.path("kind").asText())
                .containsExactly("ServiceAccount", "Role", "RoleBinding");
        assertThat(account).allSatisfy(each -> {
            assertThat(each.path("metadata").path("name").asText()).isEqualTo(name);
            assertThat(each.path("metadata").path("namespace").asText())
                    .isEqualTo(deployment.path("metadata").path("namespace").asText());
        });
    }

    @Test
    void theImageHoldsTheJarThatIsRun() throws IOException {
        String dockerfile = Files.readString(FOLDER.resolve("Dockerfile"));
        String jar = spec.path("job").path("jarURI").asText().replace("local://", "");

        assertThat(dockerfile)
                .contains("FROM flink:" + flinkVersion() + "-")
                .contains("detectors-job.jar " + jar.substring(0, jar.lastIndexOf('/') + 1));
    }

    /** The version the build uses, which image and operator have to follow. */
    private String flinkVersion() throws IOException {
        String pom = Files.readString(Path.of("..", "pom.xml"));
        String version = pom.replaceAll("(?s).*<flink.version>(.*?)</flink.version>.*", "$1");
        String[] parts = version.split("\\.");
        assertThat(spec.path("flinkVersion").asText()).isEqualTo("v" + parts[0] + "_" + parts[1]);
        return version;
    }

    private Map<String, String> arguments() {
        Map<String, String> arguments = new HashMap<>();
        spec.path("job").path("args").forEach(argument -> {
            String[] parts = argument.asText().split("=", 2);
            arguments.put(parts[0], parts[1]);
        });
        return arguments;
    }

    private String configured(String key) {
        return spec.path("flinkConfiguration").path(key).asText();
    }

    private static Set<String> unknown(String part, JsonNode node) {
        Set<String> unknown = new TreeSet<>();
        node.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(FIELDS.get(part));
        return unknown;
    }

    private static List<JsonNode> documents(String file) {
        try {
            List<JsonNode> documents = new ArrayList<>();
            new Yaml(new SafeConstructor(new LoaderOptions()))
                    .loadAll(Files.readString(FOLDER.resolve(file)))
                    .forEach(document -> documents.add(Json.mapper().valueToTree(document)));
            return documents;
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be read", e);
        }
    }
}
