package io.traas.remediation.testing;

import io.traas.remediation.notify.Notice;
import io.traas.remediation.notify.Notices;
import java.util.ArrayList;
import java.util.List;

/** Keeps what was sent. */
public final class RecordedNotices implements Notices {

    private final List<Notice> sent = new ArrayList<>();

    @Override
    public void send(Notice notice) {
        sent.add(notice);
    }

    @Override
    public long failures() {
        return 0;
    }

    @Override
    public void close() {}

    public List<Notice> sent() {
        return List.copyOf(sent);
    }

    public List<Notice.Kind> kinds() {
        return sent.stream().map(Notice::kind).toList();
    }
}
