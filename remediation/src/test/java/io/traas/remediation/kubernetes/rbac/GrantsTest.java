package io.traas.remediation.kubernetes.rbac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.model.Action;
import io.traas.model.AlertAction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GrantsTest {

    private static final Path ROLES = Path.of("..", "deploy", "act");

    static Stream<String> actions() {
        return Grants.actions().stream();
    }

    @Test
    void everyActionOnAClusterHasItsGrants() {
        List<String> names = records(Action.class)
                .filter(type -> !AlertAction.class.isAssignableFrom(type))
                .map(GrantsTest::name)
                .toList();
        assertThat(Grants.actions()).containsExactlyInAnyOrderElementsOf(names);
    }

    @ParameterizedTest
    @MethodSource("actions")
    void theShippedRolesAreWhatIsPrinted(String action) throws IOException {
        assertThat(ROLES.resolve(action + ".yaml"))
                .as("write it with: ./traas rbac --actions " + action + " > deploy/act/" + action + ".yaml")
                .content()
                .isEqualTo(new Roles("traas-system").unbound(List.of(action)));
    }

    @Test
    void thereIsNoRoleOfAnActionThatDoesNotExist() throws IOException {
        try (Stream<Path> files = Files.list(ROLES)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".yaml", "")))
                    .containsExactlyInAnyOrderElementsOf(Grants.actions());
        }
    }

    @ParameterizedTest
    @MethodSource("actions")
    void nothingDangerousIsAskedForByAnyAction(String action) {
        assertThat(Grants.of(action))
                .noneMatch(grant -> grant.resource().equals("secrets"))
                .noneMatch(grant ->
                        grant.resource().endsWith("/scale") || grant.resource().endsWith("/exec"))
                .noneMatch(grant -> grant.verb().equals("*") || grant.resource().equals("*"))
                .allMatch(grant -> !grant.why().isBlank());
    }

    @Test
    void rolesOfANamespaceAreBoundThereAndNodesToTheCluster() {
        String yaml = new Roles("ops").bound(List.of("drain"), List.of("shop", "bank"));

        assertThat(yaml.split("---\n")).hasSize(6);
        assertThat(yaml)
                .contains("kind: Role\nmetadata: {name: traas-act-drain, namespace: bank}")
                .contains("kind: ClusterRoleBinding\nmetadata: {name: traas-act-drain-cluster}")
                .contains("{kind: ServiceAccount, name: traas-remediation, namespace: ops}")
                .contains("- create  # ask for each pod to go, within its disruption budget");
    }

    @Test
    void anUnknownActionIsNamedWithThoseThereAre() {
        assertThatThrownBy(() -> Grants.of("reboot"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown action 'reboot'")
                .hasMessageContaining("restart-workload");
    }

    private static String name(Class<?> type) {
        return type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    private static Stream<Class<?>> records(Class<?> sealed) {
        return Stream.of(sealed.getPermittedSubclasses())
                .flatMap(permitted -> permitted.isInterface() ? records(permitted) : Stream.of(permitted));
    }
}
