package io.traas.remediation.notify;

import static io.traas.remediation.notify.Notice.Kind.APPROVAL_NEEDED;
import static io.traas.remediation.notify.Notice.Kind.ESCALATED;
import static io.traas.remediation.notify.Notice.Kind.HEALED;
import static io.traas.remediation.notify.Notice.Kind.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.traas.remediation.testing.Scene;
import org.junit.jupiter.api.Test;

class WaitingNoticesTest {

    private final WaitingNotices waiting = new WaitingNotices(3);

    @Test
    void whatNeedsAPersonTakesThePlaceOfTheOldestThatNeedsNone() throws InterruptedException {
        Notice oldest = notice(HEALED);
        waiting.add(notice(ESCALATED));
        waiting.add(oldest);
        waiting.add(notice(REFUSED));

        assertThat(waiting.add(notice(APPROVAL_NEEDED))).containsSame(oldest);

        assertThat(waiting.take().kind()).isEqualTo(ESCALATED);
        assertThat(waiting.take().kind()).isEqualTo(REFUSED);
        assertThat(waiting.take().kind()).isEqualTo(APPROVAL_NEEDED);
    }

    @Test
    void whereAllNeedAPersonTheNewestFindsNoPlace() {
        for (int i = 0; i < 3; i++) {
            assertThat(waiting.add(notice(ESCALATED))).isEmpty();
        }
        Notice newest = notice(APPROVAL_NEEDED);

        assertThat(waiting.add(newest)).containsSame(newest);
    }

    @Test
    void whatNeedsNobodyTakesNoPlace() {
        for (int i = 0; i < 3; i++) {
            waiting.add(notice(REFUSED));
        }
        Notice newest = notice(HEALED);

        assertThat(waiting.add(newest)).containsSame(newest);
    }

    private static Notice notice(Notice.Kind kind) {
        return new Notice(kind, Scene.NOON, "look at this", null, null);
    }
}
