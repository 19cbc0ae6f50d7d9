package io.traas.drills.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.drills.bank.wire.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {

    private static final Entry FIRST = new Entry(1, 10, 20, 500);
    private static final Entry SECOND = new Entry(2, 20, 30, 250);

    @TempDir
    private Path directory;

    private Path book;
    private Audit audit;

    @BeforeEach
    void openTheBook() {
        book = directory.resolve("book.txt");
        audit = new Audit(book);
        audit.ordered(FIRST);
        audit.ordered(SECOND);
    }

    @Test
    void acknowledgedPaymentsInTheBookAddUp() throws IOException {
        write(FIRST.line() + SECOND.line());
        audit.acknowledged(FIRST);
        audit.acknowledged(SECOND);
        assertThat(audit.check()).isEqualTo(new Money(2, 2, 0, 0, 0, 0));
        assertThat(audit.check().ok()).isTrue();
    }

    @Test
    void anAcknowledgedPaymentThatIsNotInTheBookIsLost() throws IOException {
        audit.acknowledged(FIRST);
        assertThat(audit.check().lost()).isEqualTo(1);
        assertThat(audit.check().ok()).isFalse();
    }

    @Test
    void aPaymentThatStandsInTheBookTwiceIsFound() throws IOException {
        write(FIRST.line());
        audit.check();
        write(FIRST.line());
        assertThat(audit.check().twice()).isEqualTo(1);
    }

    @Test
    void aPaymentOfAnotherAmountOrThatNobodyOrderedIsWrong() throws IOException {
        write("1 10 20 501\n" + "99 1 2 3\n" + "rubbish\n");
        assertThat(audit.check().wrong()).isEqualTo(3);
    }

    @Test
    void aPaymentWhoseCustomerHeardNothingMayStandInTheBook() throws IOException {
        write(FIRST.line());
        assertThat(audit.check()).isEqualTo(new Money(0, 1, 0, 0, 0, 1));
        assertThat(audit.check().ok()).isTrue();
    }

    @Test
    void aLineIsReadOnlyWhenItIsComplete() throws IOException {
        write(FIRST.line() + "2 20 3");
        assertThat(audit.check().recorded()).isEqualTo(1);
        write("0 250\n");
        assertThat(audit.check()).isEqualTo(new Money(0, 2, 0, 0, 0, 2));
    }

    @Test
    void anAcknowledgementCountsOnce() throws IOException {
        write(FIRST.line());
        audit.acknowledged(FIRST);
        audit.acknowledged(FIRST);
        assertThat(audit.check().acknowledged()).isEqualTo(1);
    }

    private void write(String text) throws IOException {
        Files.writeString(book, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
