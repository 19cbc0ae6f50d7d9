package io.traas.drills.units.centre;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A centre as a process. Arguments: its name, every centre as {@code name=host:port,...}, the units as {@code a,b,...}, the
 * directory of its files. Says {@code PORT n} and ends with its standard input.
 */
public final class CentreMain {

    private CentreMain() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, String> endpoints = new LinkedHashMap<>();
        for (String pair : arguments[1].split(",")) {
            endpoints.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        Centre centre = new Centre(arguments[0], endpoints, List.of(arguments[2].split(",")), Path.of(arguments[3]));
        centre.start();
        System.out.println("PORT " + endpoints.get(arguments[0]).split(":")[1]);
        while (System.in.read() >= 0) {
            // nothing is ever sent; only the end matters
        }
        Runtime.getRuntime().halt(0);
    }
}
