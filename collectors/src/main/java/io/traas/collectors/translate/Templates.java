package io.traas.collectors.translate;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.traas.model.ChangeEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** What changed from one pod template to the next. Pure. */
final class Templates {

    /** What of a container decides which code runs. */
    private record Code(String name, String image, List<String> command, List<String> args) {}

    private Templates() {}

    /** Other code is a roll-out, any other difference of the specification configuration, the rest a restart. */
    static Kind compare(PodTemplateSpec before, PodTemplateSpec after) {
        if (!code(before).equals(code(after))) {
            return Kind.ROLLOUT;
        }
        return Objects.equals(before.getSpec(), after.getSpec()) ? Kind.RESTART : Kind.CONFIG;
    }

    /** One line for people: images that changed, or which configuration did. */
    static String difference(PodTemplateSpec before, PodTemplateSpec after) {
        List<String> parts = new ArrayList<>();
        Map<String, Container> old = containers(before)
                .collect(java.util.stream.Collectors.toMap(Container::getName, each -> each, (a, b) -> a));
        containers(after).forEach(container -> {
            Container previous = old.get(container.getName());
            if (previous == null) {
                parts.add("container " + container.getName() + " added");
            } else if (!Objects.equals(previous.getImage(), container.getImage())) {
                parts.add("image " + previous.getImage() + " -> " + container.getImage());
            } else {
                describe(previous, container, parts);
            }
        });
        if (!Objects.equals(before.getSpec().getVolumes(), after.getSpec().getVolumes())) {
            parts.add("volumes");
        }
        return String.join(", ", parts);
    }

    /** Names of what differs; never values, which may be secret. */
    private static void describe(Container before, Container after, List<String> parts) {
        if (!Objects.equals(before.getCommand(), after.getCommand())
                || !Objects.equals(before.getArgs(), after.getArgs())) {
            parts.add("command of " + after.getName());
        }
        List<String> variables = Stream.concat(
                        after.getEnv().stream().filter(env -> !before.getEnv().contains(env)),
                        before.getEnv().stream().filter(env -> !after.getEnv().contains(env)))
                .map(env -> env.getName())
                .distinct()
                .toList();
        if (!variables.isEmpty()) {
            parts.add("environment " + String.join(" ", variables));
        }
        if (!Objects.equals(before.getEnvFrom(), after.getEnvFrom())) {
            parts.add("environment sources of " + after.getName());
        }
        if (!Objects.equals(before.getResources(), after.getResources())) {
            parts.add("resources of " + after.getName());
        }
    }

    private static List<Code> code(PodTemplateSpec template) {
        return containers(template)
                .map(each -> new Code(each.getName(), each.getImage(), each.getCommand(), each.getArgs()))
                .toList();
    }

    private static Stream<Container> containers(PodTemplateSpec template) {
        PodSpec spec = template.getSpec() == null ? new PodSpec() : template.getSpec();
        return Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream());
    }
}
