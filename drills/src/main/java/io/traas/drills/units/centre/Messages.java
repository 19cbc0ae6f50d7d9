package io.traas.drills.units.centre;

import io.traas.drills.bank.wire.Form;
import io.traas.drills.units.replica.Append;
import io.traas.drills.units.replica.LogEntry;
import io.traas.drills.units.replica.ReplicaState;
import java.util.List;
import java.util.stream.Collectors;

/** How the centres write what they tell each other, and whoever watches them. */
final class Messages {

    private Messages() {}

    static Form form(Append append) {
        return Form.EMPTY
                .with("epoch", append.epoch())
                .with("previous", append.previousPosition())
                .with("previousEpoch", append.previousEpoch())
                .with("committed", append.committed())
                .with("entries", lines(append.entries()));
    }

    static Append append(Form form) {
        return new Append(
                form.number("epoch"),
                form.number("previous"),
                form.number("previousEpoch"),
                entries(form.text("entries")),
                form.number("committed"));
    }

    static Form replyForm(Append.Reply reply) {
        return Form.EMPTY
                .with("epoch", reply.epoch())
                .with("accepted", reply.accepted())
                .with("position", reply.position());
    }

    static Append.Reply reply(String body) {
        Form form = Form.parse(body);
        return new Append.Reply(
                form.number("epoch"), Boolean.parseBoolean(form.text("accepted")), form.number("position"));
    }

    static String lines(List<LogEntry> entries) {
        return entries.stream().map(LogEntry::line).collect(Collectors.joining("\n"));
    }

    static List<LogEntry> entries(String lines) {
        return lines.lines()
                .filter(line -> !line.isBlank())
                .map(LogEntry::parse)
                .toList();
    }

    static Form stateForm(ReplicaState state) {
        return Form.EMPTY
                .with("promised", state.promised())
                .with("leading", state.leading())
                .with("writable", state.writable())
                .with("frozen", state.frozen())
                .with("position", state.position())
                .with("lastEpoch", state.lastEpoch())
                .with("committed", state.committed())
                .with("leaderSilentMillis", state.leaderSilentMillis())
                .with("exported", state.exported());
    }
}
