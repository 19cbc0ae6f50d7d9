package io.traas.drills.bank.wire;

/**
 * One payment: so many cents from one account to another.
 *
 * @param id given by the customer; the same id is the same payment
 * @param from account number of the payer
 * @param to account number of the payee
 * @param cents amount
 */
public record Entry(long id, int from, int to, long cents) {

    /** Accounts are numbered from 0 to this, exclusive. */
    public static final int ACCOUNTS = 256;

    public Entry {
        account("from", from);
        account("to", to);
        if (from == to || cents <= 0) {
            throw new IllegalArgumentException(
                    "payment " + id + " must move a positive amount between two accounts, was " + cents + " cents from "
                            + from + " to " + to);
        }
    }

    /** Reads a line of the book. */
    public static Entry parse(String line) {
        String[] parts = line.split(" ");
        if (parts.length != 4) {
            throw new IllegalArgumentException("not a line of the book: '" + line + "'");
        }
        return new Entry(
                Long.parseLong(parts[0]),
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                Long.parseLong(parts[3]));
    }

    /** As a line of the book. */
    public String line() {
        return id + " " + from + " " + to + " " + cents + "\n";
    }

    /** From the body of a request. */
    public static Entry of(Form form) {
        return new Entry(form.number("id"), (int) form.number("from"), (int) form.number("to"), form.number("cents"));
    }

    /** As the body of a request. */
    public Form form() {
        return Form.EMPTY.with("id", id).with("from", from).with("to", to).with("cents", cents);
    }

    private static void account(String name, int number) {
        if (number < 0 || number >= ACCOUNTS) {
            throw new IllegalArgumentException(
                    name + " must be an account from 0 to " + (ACCOUNTS - 1) + ", was " + number);
        }
    }
}
