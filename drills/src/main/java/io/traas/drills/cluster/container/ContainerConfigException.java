package io.traas.drills.cluster.container;

/** The environment of a container cannot be made, because something it refers to is missing. */
public final class ContainerConfigException extends Exception {

    private static final long serialVersionUID = 1L;

    ContainerConfigException(String message) {
        super(message);
    }
}
