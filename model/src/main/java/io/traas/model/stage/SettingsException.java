package io.traas.model.stage;

import java.util.List;

/** All problems of the settings at once, one a line. */
public final class SettingsException extends RuntimeException {

    public SettingsException(String where, List<String> problems) {
        super(where + ":\n  " + String.join("\n  ", problems));
    }
}
