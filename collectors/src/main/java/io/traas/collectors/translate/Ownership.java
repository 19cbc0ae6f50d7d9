package io.traas.collectors.translate;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.traas.model.DeliveryTool;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which delivery tool puts a field of the specification back when somebody else changes it. */
final class Ownership {

    private Ownership() {}

    /** The tool that owns {@code spec.<field>}, empty when none is known to. */
    static String of(HasMetadata object, String field) {
        List<ManagedFieldsEntry> notes =
                Optional.ofNullable(object.getMetadata().getManagedFields()).orElse(List.of()).stream()
                        .filter(note -> tool(note).isPresent())
                        .toList();
        Optional<DeliveryTool> owner = notes.isEmpty()
                ? DeliveryTool.claiming(name -> Annotations.label(object, name) + Annotations.annotation(object, name))
                : notes.stream().filter(note -> owns(note, field)).findFirst().flatMap(Ownership::tool);
        return owner.map(DeliveryTool::text).orElse("");
    }

    private static Optional<DeliveryTool> tool(ManagedFieldsEntry note) {
        return DeliveryTool.managing(String.valueOf(note.getManager()));
    }

    private static boolean owns(ManagedFieldsEntry note, String field) {
        return note.getFieldsV1() != null
                && note.getFieldsV1().getAdditionalProperties().get("f:spec") instanceof Map<?, ?> spec
                && spec.containsKey("f:" + field);
    }
}
