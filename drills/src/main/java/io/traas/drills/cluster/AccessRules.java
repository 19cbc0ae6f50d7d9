package io.traas.drills.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Who may do what: bearer token to user, user to permissions. Immutable. With no user at all every request, with any
 * token or none, is the administrator's: a practice cluster listens on loopback only.
 */
public record AccessRules(Map<String, Account> byToken) {

    /** One user behind a token. */
    public record Account(String user, Set<Permission> permissions) {
        public Account {
            Objects.requireNonNull(user, "user");
            permissions = Set.copyOf(permissions);
        }
    }

    /**
     * One allowed kind of request; {@code *} matches anything.
     *
     * @param verb get, list, watch, create, update, patch, delete
     * @param group API group, empty for the core group
     * @param resource plural name, with subresource as in {@code deployments/scale}
     * @param namespace namespace, empty for cluster-wide objects only
     */
    public record Permission(String verb, String group, String resource, String namespace) {

        public Permission {
            Objects.requireNonNull(verb, "verb");
            Objects.requireNonNull(group, "group");
            Objects.requireNonNull(resource, "resource");
            Objects.requireNonNull(namespace, "namespace");
        }

        /** Whether this permission allows what is asked. */
        public boolean covers(String askedVerb, String askedGroup, String askedResource, String askedNamespace) {
            return matches(verb, askedVerb)
                    && matches(group, askedGroup)
                    && matches(resource, askedResource)
                    && matches(namespace, askedNamespace);
        }

        private static boolean matches(String pattern, String value) {
            return pattern.equals("*") || pattern.equals(value);
        }
    }

    public AccessRules {
        byToken = Map.copyOf(byToken);
    }

    /** No accounts: everybody is the administrator. */
    public static AccessRules everything() {
        return new AccessRules(Map.of());
    }

    /** These rules and one more account that may do only what is listed. */
    public AccessRules with(String token, String user, List<Permission> permissions) {
        Map<String, Account> more = new HashMap<>(byToken);
        more.put(token, new Account(user, new HashSet<>(permissions)));
        return new AccessRules(more);
    }
}
