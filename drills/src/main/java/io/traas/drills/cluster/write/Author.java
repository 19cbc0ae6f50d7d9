package io.traas.drills.cluster.write;

import java.util.Objects;

/**
 * Who writes, as it is recorded in metadata.managedFields and as admission policies see it.
 *
 * @param manager name of the writing program
 * @param subresource such as {@code status}, empty for the object itself
 * @param user whose account it is; empty for parts of the cluster itself
 */
public record Author(String manager, String subresource, String user) {

    public Author {
        Objects.requireNonNull(manager, "manager");
        Objects.requireNonNull(subresource, "subresource");
        Objects.requireNonNull(user, "user");
    }

    public static Author of(String manager) {
        return new Author(manager, "", "");
    }

    public Author writing(String newSubresource) {
        return new Author(manager, newSubresource, user);
    }

    public Author as(String newUser) {
        return new Author(manager, subresource, newUser);
    }
}
