package io.traas.collectors.exposition;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A position in one line of an exposition, with the few ways both formats have of reading on. Moves from line to line;
 * not thread-safe.
 */
final class Cursor {

    private static final int SHOWN = 160;

    final byte[] bytes;
    /** Next byte to read. */
    int at;
    /** End of the current line, exclusive, without its line break. */
    int end;

    private final int maxLineBytes;
    private int lineStart;
    private int next;
    private int line;

    Cursor(byte[] bytes, int maxLineBytes) {
        this.bytes = bytes;
        this.maxLineBytes = maxLineBytes;
    }

    /** Moves to the next line; false when there is none. A carriage return before the line feed is dropped. */
    boolean nextLine() {
        if (next >= bytes.length) {
            return false;
        }
        line++;
        lineStart = next;
        at = next;
        int feed = next;
        while (feed < bytes.length && bytes[feed] != '\n') {
            feed++;
        }
        next = feed + 1;
        end = feed > lineStart && bytes[feed - 1] == '\r' ? feed - 1 : feed;
        if (end - lineStart > maxLineBytes) {
            throw fail("longer than " + maxLineBytes + " bytes");
        }
        return true;
    }

    boolean atEnd() {
        return at >= end;
    }

    /** The next byte, 0 to 255, or -1 at the end of the line. */
    int peek() {
        return at < end ? bytes[at] & 0xff : -1;
    }

    boolean skip(int expected) {
        if (peek() != expected) {
            return false;
        }
        at++;
        return true;
    }

    void expect(char expected, String where) {
        if (!skip(expected)) {
            throw fail("expected '" + expected + "' " + where + " but found " + found());
        }
    }

    void skipBlanks() {
        while (at < end && isBlank(bytes[at])) {
            at++;
        }
    }

    /** The bytes up to the next blank. */
    String word() {
        int from = at;
        while (at < end && !isBlank(bytes[at])) {
            at++;
        }
        return text(from, at);
    }

    /** A name of letters, digits and underscores that starts with no digit; colons only where allowed. */
    String name(boolean colons, String what) {
        int from = at;
        while (at < end && isNameByte(bytes[at], colons, at == from)) {
            at++;
        }
        if (at == from) {
            throw fail("expected " + what + " but found " + found());
        }
        return new String(bytes, from, at - from, StandardCharsets.ISO_8859_1);
    }

    /** Text in double quotes with the escapes {@code \\}, {@code \"} and {@code \n}; others stay as they are. */
    String quoted(String what) {
        expect('"', "before " + what);
        int from = at;
        boolean escapes = false;
        while (at < end && bytes[at] != '"') {
            if (bytes[at] == '\\') {
                escapes = true;
                at++;
            }
            at++;
        }
        if (at >= end) {
            at = end;
            throw fail("the quotes of " + what + " are not closed");
        }
        String text = text(from, at);
        at++;
        return escapes ? unescape(text) : text;
    }

    /** @throws MalformedExpositionException when the bytes are not UTF-8 */
    String text(int from, int to) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw fail("not valid UTF-8");
        }
    }

    String found() {
        return at < end ? "'" + shown(at, Math.min(end, at + 20)) + "'" : "the end of the line";
    }

    MalformedExpositionException fail(String what) {
        return new MalformedExpositionException(
                line, what + ", in: " + shown(lineStart, Math.min(end, lineStart + SHOWN)));
    }

    int line() {
        return line;
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static boolean isNameByte(byte b, boolean colons, boolean first) {
        return b >= 'a' && b <= 'z'
                || b >= 'A' && b <= 'Z'
                || b == '_'
                || b == ':' && colons
                || b >= '0' && b <= '9' && !first;
    }

    private String shown(int from, int to) {
        return new String(bytes, from, Math.max(0, to - from), StandardCharsets.UTF_8);
    }

    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                plain.append(c);
                continue;
            }
            char escaped = text.charAt(++i);
            switch (escaped) {
                case 'n' -> plain.append('\n');
                case '\\', '"' -> plain.append(escaped);
                default -> plain.append('\\').append(escaped);
            }
        }
        return plain.toString();
    }
}
