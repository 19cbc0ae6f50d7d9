package io.traas.remediation.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.model.LedgerEntry;
import io.traas.model.wire.Json;
import io.traas.model.wire.MalformedRecordException;
import io.traas.model.wire.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads an export of the ledger from its beginning, as a replica that starts does, and prints what it makes of it; for the
 * crash drill, which knows the platform's processes and not its classes.
 *
 * <pre>Replay EXPORT</pre>
 *
 * prints {@code {"irregular":[TEXT...],"plans":{ID:{"finished":BOOLEAN,"entries":[ID...]}}}}.
 */
public final class Replay {

    private Replay() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println(of(Files.readAllLines(Path.of(arguments[0]), StandardCharsets.UTF_8))
                .toPrettyString());
    }

    /** @param lines an entry each */
    static ObjectNode of(List<String> lines) throws JsonProcessingException {
        Book book = new Book();
        ObjectNode result = Json.mapper().createObjectNode();
        ArrayNode irregular = result.putArray("irregular");
        for (int i = 0; i < lines.size(); i++) {
            try {
                LedgerEntry entry = Topics.LEDGER.codec().decode(lines.get(i).getBytes(StandardCharsets.UTF_8));
                Optional<Irregularity> wrong = book.add(entry);
                wrong.ifPresent(one -> irregular.add(one.describe()));
            } catch (MalformedRecordException e) {
                irregular.add(
                        new Irregularity(Irregularity.Kind.UNREADABLE, "line " + (i + 1), e.getMessage()).describe());
            }
        }
        ObjectNode plans = result.putObject("plans");
        for (PlanRecord plan : book.plans()) {
            ObjectNode one = plans.putObject(plan.planId()).put("finished", plan.finished());
            ArrayNode entries = one.putArray("entries");
            plan.entries().forEach(entry -> entries.add(entry.id()));
        }
        return result;
    }
}
