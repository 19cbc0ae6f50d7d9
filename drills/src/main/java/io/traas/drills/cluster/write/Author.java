package io.traas.drills.cluster.write;

import java.util.Objects;

/**
 * Who writes, as it is recorded in metadata.managedFields.
 *
 * @param manager name of the writing program
 * @param subresource such as {@code status}, empty for the object itself
 */
public record Author(String manager, String subresource) {

    public Author {
        Objects.requireNonNull(manager, "manager");
        Objects.requireNonNull(subresource, "subresource");
    }

    public static Author of(String manager) {
        return new Author(manager, "");
    }

    public Author writing(String newSubresource) {
        return new Author(manager, newSubresource);
    }
}
