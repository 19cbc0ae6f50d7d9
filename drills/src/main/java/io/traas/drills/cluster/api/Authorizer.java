package io.traas.drills.cluster.api;

import io.traas.drills.cluster.AccessRules;
import io.traas.drills.cluster.AccessRules.Account;
import io.traas.drills.cluster.store.Refusal;
import java.util.Objects;
import java.util.Set;

/** Finds out who asks, and whether they may. */
final class Authorizer {

    private static final Account ANONYMOUS = new Account("system:anonymous", Set.of());
    private static final Account ADMINISTRATOR =
            new Account("system:admin", Set.of(new AccessRules.Permission("*", "*", "*", "*")));

    private final AccessRules rules;
    private final String administratorToken;

    Authorizer(AccessRules rules, String administratorToken) {
        this.rules = Objects.requireNonNull(rules, "rules");
        this.administratorToken = Objects.requireNonNull(administratorToken, "administratorToken");
    }

    /** The account behind the request; refuses a wrong token with 401. No token is nobody, not an error. */
    Account accountOf(ApiRequest request) {
        if (rules.byToken().isEmpty()) {
            return ADMINISTRATOR;
        }
        String header = request.header("authorization");
        String token = header.startsWith("Bearer ")
                ? header.substring("Bearer ".length()).trim()
                : "";
        if (token.isEmpty()) {
            return ANONYMOUS;
        }
        if (token.equals(administratorToken)) {
            return ADMINISTRATOR;
        }
        Account account = rules.byToken().get(token);
        if (account == null) {
            throw Refusal.of(401, "Unauthorized", "Unauthorized");
        }
        return account;
    }

    static boolean allows(Account account, String verb, String group, String resource, String namespace) {
        return account.permissions().stream()
                .anyMatch(permission -> permission.covers(verb, group, resource, namespace));
    }

    /** Refuses with 403 unless the account may do this. Known before whether the object exists. */
    static void check(Account account, String verb, ResourcePath path) {
        if (allows(account, verb, path.group(), path.permissionName(), path.namespace())) {
            return;
        }
        String where =
                path.namespace().isEmpty() ? "at the cluster scope" : "in the namespace \"" + path.namespace() + "\"";
        throw Refusal.forbidden(
                path.qualifiedPlural(),
                path.group(),
                path.plural(),
                path.name(),
                "User \"" + account.user() + "\" cannot " + verb + " resource \"" + path.permissionName()
                        + "\" in API group \"" + path.group() + "\" " + where);
    }
}
