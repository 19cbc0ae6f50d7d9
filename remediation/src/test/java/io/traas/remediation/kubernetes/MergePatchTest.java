package io.traas.remediation.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.model.wire.Json;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MergePatchTest {

    @Property(tries = 300)
    void applied_to_the_one_it_gives_the_other(
            @ForAll("objects") ObjectNode before, @ForAll("objects") ObjectNode after) {
        ObjectNode patched = before.deepCopy();
        merge(patched, MergePatch.between(before, after));
        assertThat(patched).isEqualTo(after);
    }

    @Property(tries = 100)
    void nothing_changes_nothing(@ForAll("objects") ObjectNode object) {
        assertThat(MergePatch.between(object, object.deepCopy())).isEmpty();
    }

    @Provide
    Arbitrary<ObjectNode> objects() {
        Arbitrary<JsonNode> leaves =
                Arbitraries.of("1", "2", "\"x\"", "true", "[1]", "[{\"a\":1}]").map(MergePatchTest::tree);
        Arbitrary<JsonNode> inner = objectOf(leaves).map(JsonNode.class::cast);
        return objectOf(Arbitraries.oneOf(leaves, inner));
    }

    private static Arbitrary<ObjectNode> objectOf(Arbitrary<JsonNode> values) {
        return Arbitraries.maps(Arbitraries.of("a", "b", "c"), values)
                .ofMaxSize(3)
                .map(fields -> {
                    ObjectNode object = Json.mapper().createObjectNode();
                    fields.forEach(object::set);
                    return object;
                });
    }

    /** RFC 7396. */
    private static void merge(ObjectNode target, ObjectNode patch) {
        patch.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                target.remove(field.getKey());
            } else if (field.getValue() instanceof ObjectNode object) {
                ObjectNode child =
                        target.get(field.getKey()) instanceof ObjectNode old ? old : target.putObject(field.getKey());
                merge(child, object);
            } else {
                target.set(field.getKey(), field.getValue());
            }
        });
    }

    private static JsonNode tree(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
