package io.traas.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Ids derived from content: the same parts give the same id on every machine and in every replay. */
public final class Ids {

    private static final int HEX_DIGITS = 16;

    private Ids() {}

    /** {@code prefix-<16 hex digits of SHA-256 over the parts>}; parts cannot run into each other. */
    public static String of(String prefix, String... parts) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                sha256.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                sha256.update(bytes);
            }
            return prefix + "-" + HexFormat.of().formatHex(sha256.digest()).substring(0, HEX_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
