package io.traas.drills.cluster.control.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.store.KubernetesJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Pod templates: equality without the hash label, and the hash itself. */
public final class PodTemplate {

    public static final String HASH_LABEL = "pod-template-hash";

    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    private PodTemplate() {}

    /** The template as the Deployment has it, without the label its ReplicaSet adds. */
    static ObjectNode withoutHash(JsonNode template) {
        ObjectNode plain = template.deepCopy();
        if (plain.at("/metadata/labels") instanceof ObjectNode labels) {
            labels.remove(HASH_LABEL);
        }
        return plain;
    }

    /** A short name for the content; equal templates give equal names whatever the order of their fields. */
    static String hash(JsonNode template) {
        StringBuilder canonical = new StringBuilder();
        append(canonical, withoutHash(template));
        int hash = 0x811c9dc5;
        for (byte b : canonical.toString().getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x01000193;
        }
        StringBuilder name = new StringBuilder();
        for (char digit : Integer.toUnsignedString(hash).toCharArray()) {
            name.append(LETTERS.charAt((digit - '0') % LETTERS.length() + 17));
        }
        return name.toString();
    }

    private static void append(StringBuilder text, JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            if (node.isArray()) {
                node.forEach(element -> append(text.append('['), element));
                text.append(']');
            } else {
                text.append(KubernetesJson.text(node));
            }
            return;
        }
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        Collections.sort(names);
        text.append('{');
        for (String name : names) {
            append(text.append(name).append(':'), object.get(name));
            text.append(',');
        }
        text.append('}');
    }
}
