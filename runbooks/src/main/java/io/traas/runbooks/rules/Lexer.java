package io.traas.runbooks.rules;

import io.traas.runbooks.rules.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts the text of a rule file into tokens; refuses every character the language has no use for. */
final class Lexer {

    private static final List<String> SYMBOLS =
            List.of("==", "!=", "<=", ">=", "&&", "||", "(", ")", ",", ":", ";", ".", "<", ">", "!", "+", "-");
    private static final int MAX_DIGITS = 15;

    private final String file;
    private final String text;
    private final List<Problem> problems;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private int lineStart;

    private Lexer(String file, String text, List<Problem> problems) {
        this.file = file;
        this.text = text;
        this.problems = problems;
    }

    /** The tokens, the last being {@link Kind#END}. */
    static List<Token> tokens(String file, String text, List<Problem> problems) {
        Lexer lexer = new Lexer(file, text, problems);
        while (lexer.at < text.length()) {
            lexer.next();
        }
        lexer.add(Kind.END, "", lexer.at);
        return lexer.tokens;
    }

    private void next() {
        char c = text.charAt(at);
        if (c == '\n') {
            at++;
            line++;
            lineStart = at;
        } else if (c == ' ' || c == '\t' || c == '\r') {
            at++;
        } else if (text.startsWith("//", at)) {
            skipTo(text.indexOf('\n', at));
        } else if (text.startsWith("/*", at)) {
            comment();
        } else if (c == '"') {
            string();
        } else if (isLetter(c) || c == '$') {
            word(c == '$' ? Kind.BINDING : Kind.WORD);
        } else if (isDigit(c)) {
            number();
        } else {
            symbol();
        }
    }

    private void skipTo(int end) {
        at = end < 0 ? text.length() : end;
    }

    private void comment() {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
            problem("comment without an end");
        }
        int stop = end < 0 ? text.length() : end + 2;
        for (; at < stop; at++) {
            if (text.charAt(at) == '\n') {
                line++;
                lineStart = at + 1;
            }
        }
    }

    private void string() {
        int start = at++;
        StringBuilder value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n') {
            char c = text.charAt(at++);
            if (c == '\\') {
                char escaped = at < text.length() ? text.charAt(at++) : ' ';
                if (escaped != '"') {
                    problem("only \\\" may be escaped in a text, not \\" + escaped);
                }
                value.append(escaped);
            } else {
                if (Character.isISOControl(c)) {
                    problem("control characters have no place in a text");
                }
                value.append(c);
            }
        }
        if (at >= text.length() || text.charAt(at) != '"') {
            problem("text without a closing quote");
        } else {
            at++;
        }
        add(Kind.STRING, value.toString(), start);
    }

    private void word(Kind kind) {
        int start = at++;
        while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
            at++;
        }
        add(kind, text.substring(start, at), start);
    }

    private void number() {
        int start = at;
        boolean decimal = false;
        while (at < text.length() && (isDigit(text.charAt(at)) || isPoint(at))) {
            decimal |= text.charAt(at) == '.';
            at++;
        }
        String number = text.substring(start, at);
        if (number.length() > MAX_DIGITS || number.indexOf('.') != number.lastIndexOf('.')) {
            problem("'" + number + "' is not a number");
            number = "0";
        }
        add(decimal ? Kind.DECIMAL : Kind.INTEGER, number, start);
    }

    private boolean isPoint(int index) {
        return text.charAt(index) == '.' && index + 1 < text.length() && isDigit(text.charAt(index + 1));
    }

    private void symbol() {
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, at)) {
                at += symbol.length();
                add(Kind.SYMBOL, symbol, at - symbol.length());
                return;
            }
        }
        problem("'" + text.charAt(at) + "' has no meaning here");
        at++;
    }

    private void add(Kind kind, String value, int start) {
        tokens.add(new Token(kind, value, line, start - lineStart + 1, start, at));
    }

    private void problem(String message) {
        problems.add(new Problem(file, line, at - lineStart + 1, message));
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
