package io.traas.remediation.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What ties a record to the one before it. It is the last field of the record:
 *
 * <pre>{..., "chain":{"sequence":7,"epoch":3,"previous":"hash of entry 6","hash":"SHA-256 of all bytes up to here"}}</pre>
 *
 * <p>The hash is over the bytes as they are stored, not over what they mean, so that no edit is too small to be seen
 * and readers of other releases agree. Readers that know no chain pass over the field.
 *
 * @param sequence from 0, without gaps
 * @param epoch of the writer, never smaller than that of the entry before
 * @param previous {@code hash} of the entry before; of the first entry, {@link Chain#head} of what lay before the chain
 * @param hash 64 hex digits
 */
public record Link(long sequence, long epoch, String previous, String hash) {

    private static final int HEX_DIGITS = 64;

    /** Longest text of a link; two numbers of 19 digits and two hashes. */
    private static final int MAX_LENGTH = 260;

    private static final Pattern TAIL = Pattern.compile(
            ",\"chain\":\\{\"sequence\":(\\d{1,18}),\"epoch\":(\\d{1,18}),\"previous\":\"([0-9a-f]{64})\",\"hash\":\"([0-9a-f]{64})\"}}$");

    private static final int AFTER_HASHED = ",\"hash\":\"\"}}".length() + HEX_DIGITS;

    /** @param object a JSON object of at least one field, as UTF-8; @return the same with its link at the end */
    static byte[] append(byte[] object, long sequence, long epoch, String previous) {
        if (object.length < 3 || object[object.length - 1] != '}' || object[0] != '{') {
            throw new IllegalArgumentException("a ledger entry of " + object.length + " bytes is no JSON object");
        }
        String fields =
                ",\"chain\":{\"sequence\":" + sequence + ",\"epoch\":" + epoch + ",\"previous\":\"" + previous + "\"";
        byte[] hashed = concat(object, object.length - 1, fields);
        return concat(hashed, hashed.length, ",\"hash\":\"" + sha256(hashed, hashed.length) + "\"}}");
    }

    /** Empty when the record carries none, or none that can be read. */
    static Optional<Link> of(byte[] record) {
        Matcher tail = TAIL.matcher(tailOf(record));
        return tail.find()
                ? Optional.of(new Link(
                        Long.parseLong(tail.group(1)), Long.parseLong(tail.group(2)), tail.group(3), tail.group(4)))
                : Optional.empty();
    }

    /** True for what once had a link and was damaged there, never for a record from before there were links. */
    static boolean isDamaged(byte[] record) {
        String tail = tailOf(record);
        return tail.contains(",\"chain\":{") || tail.contains(",\"previous\":\"");
    }

    private static String tailOf(byte[] record) {
        int from = Math.max(0, record.length - MAX_LENGTH);
        return new String(record, from, record.length - from, StandardCharsets.ISO_8859_1);
    }

    /** What the hash of a record that carries a link has to be. */
    static String hashOf(byte[] record) {
        return sha256(record, record.length - AFTER_HASHED);
    }

    static String sha256(byte[] bytes, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, length);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] concat(byte[] start, int length, String end) {
        byte[] tail = end.getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[length + tail.length];
        System.arraycopy(start, 0, all, 0, length);
        System.arraycopy(tail, 0, all, length, tail.length);
        return all;
    }
}
