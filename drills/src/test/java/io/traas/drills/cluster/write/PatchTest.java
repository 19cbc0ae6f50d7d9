package io.traas.drills.cluster.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.Refusal;
import io.traas.drills.cluster.store.ResourceType;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class PatchTest {

    private static final String JSON = "application/json-patch+json";
    private static final String MERGE = "application/merge-patch+json";
    private static final String STRATEGIC = "application/strategic-merge-patch+json";
    private static final String POD = "{'metadata':{'name':'a','uid':'u','resourceVersion':'7','labels':{'x':'1'}},"
            + "'spec':{'containers':[{'name':'app','image':'one','args':['p']},{'name':'side','image':'two'}],"
            + "'taints':[{'key':'k','effect':'NoSchedule'}]}}";

    @Test
    void aMergePatchReplacesListsAndRemovesByNull() {
        ObjectNode patched = apply(MERGE, "{'metadata':{'labels':{'x':null}},'spec':{'taints':[{'key':'other'}]}}");

        assertThat(patched.at("/metadata/labels").has("x")).isFalse();
        assertThat(patched.at("/spec/taints")).hasSize(1);
        assertThat(patched.at("/spec/taints/0/key").asText()).isEqualTo("other");
    }

    @Test
    void aStrategicPatchMergesContainersByNameAndLeavesTheOthers() {
        ObjectNode patched = apply(STRATEGIC, "{'spec':{'containers':[{'name':'side','image':'three'}]}}");

        assertThat(patched.at("/spec/containers")).hasSize(2);
        assertThat(patched.at("/spec/containers/0/image").asText()).isEqualTo("one");
        assertThat(patched.at("/spec/containers/1/image").asText()).isEqualTo("three");
    }

    @Test
    void aStrategicPatchReplacesListsOfPlainValues() {
        ObjectNode patched = apply(STRATEGIC, "{'spec':{'containers':[{'name':'app','args':['q','r']}]}}");

        assertThat(patched.at("/spec/containers/0/args").toString()).isEqualTo("[\"q\",\"r\"]");
        assertThat(patched.at("/spec/containers/0/image").asText()).isEqualTo("one");
    }

    @Test
    void aStrategicPatchDeletesByDirectiveAndAddsInFront() {
        ObjectNode patched = apply(
                STRATEGIC,
                "{'spec':{'containers':[{'name':'side','$patch':'delete'},{'name':'new','image':'four'}],"
                        + "'taints':[{'key':'k','effect':'NoExecute'}]}}");

        assertThat(patched.at("/spec/containers")).hasSize(2);
        assertThat(patched.at("/spec/containers/0/name").asText()).isEqualTo("new");
        assertThat(patched.at("/spec/containers/1/name").asText()).isEqualTo("app");
        assertThat(patched.at("/spec/taints")).hasSize(1);
        assertThat(patched.at("/spec/taints/0/effect").asText()).isEqualTo("NoExecute");
    }

    @Test
    void aJsonPatchIsAppliedWholeOrNotAtAll() {
        assertThat(apply(JSON, "[{'op':'replace','path':'/metadata/labels/x','value':'2'}]")
                        .at("/metadata/labels/x")
                        .asText())
                .isEqualTo("2");
        assertRefused(422, JSON, "[{'op':'test','path':'/metadata/labels/x','value':'9'}]");
        assertRefused(422, JSON, "[{'op':'remove','path':'/nothing/here'}]");
    }

    @Test
    void anotherVersionIsAConflictAndAnotherUidInvalid() {
        assertRefused(409, MERGE, "{'metadata':{'resourceVersion':'6'}}");
        assertRefused(422, MERGE, "{'metadata':{'uid':'other'}}");
        assertThat(apply(MERGE, "{'metadata':{'resourceVersion':'7','uid':'u'}}"))
                .isEqualTo(tree(POD));
    }

    @Test
    void otherContentTypesAndBrokenBodiesAreRefused() {
        assertRefused(415, "application/json", "{}");
        assertRefused(400, MERGE, "{'spec':");
        assertRefused(400, MERGE, "[]");
        assertRefused(400, JSON, "{}");
    }

    @Property(tries = 200)
    void applyingAMergePatchTwiceIsApplyingItOnce(
            @ForAll @Size(max = 5) Map<@AlphaChars @StringLength(min = 1, max = 3) String, @AlphaChars String> labels) {
        ObjectNode patch = KubernetesJson.object();
        ObjectNode target = patch.putObject("metadata").putObject("labels");
        labels.forEach(target::put);

        ObjectNode once = Patch.of(MERGE, patch.toString()).applyTo(ResourceType.POD, "a", tree(POD));
        ObjectNode twice = Patch.of(MERGE, patch.toString()).applyTo(ResourceType.POD, "a", once);

        assertThat(twice).isEqualTo(once);
        labels.forEach((name, value) ->
                assertThat(once.at("/metadata/labels/" + name).asText()).isEqualTo(value));
    }

    private static void assertRefused(int code, String type, String patch) {
        assertThatThrownBy(() -> apply(type, patch))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    private static ObjectNode apply(String type, String patch) {
        return Patch.of(type, patch.replace('\'', '"')).applyTo(ResourceType.POD, "a", tree(POD));
    }

    private static ObjectNode tree(String text) {
        try {
            return (ObjectNode) KubernetesJson.parse(text.replace('\'', '"'));
        } catch (JsonProcessingException malformed) {
            throw new AssertionError("the test's own object is malformed", malformed);
        }
    }
}
