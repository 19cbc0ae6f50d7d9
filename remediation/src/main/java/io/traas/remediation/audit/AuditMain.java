package io.traas.remediation.audit;

import io.traas.model.AuditCheckpoint;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.stage.Settings;
import io.traas.model.wire.MalformedRecordException;
import io.traas.model.wire.Topics;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaException;

/**
 * {@code ./traas audit verify | export}: checks the ledger, on its topic or in an export, against its chain and the
 * checkpoints. Exit code 0 when nothing is wrong, 1 when something is, 2 for wrong use or when it cannot be read.
 */
public final class AuditMain {

    private static final String USAGE =
            "usage: ./traas audit verify [--from-file EXPORT] [--checkpoints FILE] [--key PUBLIC.pem]\n"
                    + "                             [--bootstrap HOST:PORT] [--json]\n"
                    + "       ./traas audit export FILE [--bootstrap HOST:PORT]\n"
                    + "  verify finds every entry of the ledger that was edited, removed, inserted or moved, and an end that is\n"
                    + "         missing or was rewritten, by the hash chain and the checkpoints on topic traas.audit.\n"
                    + "         --checkpoints: those of remediation.audit.file instead; --key: count only what this key signed\n"
                    + "  export writes the ledger to FILE, one entry a line, and the checkpoints to FILE.checkpoints";

    private static final List<String> FLAGS = List.of("from-file", "checkpoints", "key", "bootstrap");

    private final Map<String, String> options = new HashMap<>();
    private final List<String> plain = new ArrayList<>();
    private boolean json;

    private AuditMain() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    static int run(List<String> arguments) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            System.out.println(USAGE);
            return 0;
        }
        try {
            AuditMain main = new AuditMain();
            if (!main.understands(arguments)) {
                System.err.println(USAGE);
                return 2;
            }
            return main.plain.get(0).equals("export") ? main.export(Path.of(main.plain.get(1))) : main.verify();
        } catch (IOException | UncheckedIOException | KafkaException | IllegalArgumentException e) {
            System.err.println("traas: " + e.getMessage());
            return 2;
        }
    }

    private boolean understands(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--json")) {
                json = true;
            } else if (argument.startsWith("--") && FLAGS.contains(argument.substring(2)) && i + 1 < arguments.size()) {
                options.put(argument.substring(2), arguments.get(++i));
            } else {
                plain.add(argument);
            }
        }
        return plain.equals(List.of("verify"))
                || plain.size() == 2 && plain.get(0).equals("export");
    }

    /** Checkpoints first: one published while the ledger is read would see entries behind its end. */
    private int verify() throws IOException {
        Audit audit = new Audit();
        List<AuditCheckpoint> checkpoints = checkpoints(audit);
        if (options.containsKey("from-file")) {
            RecordFiles.read(Path.of(options.get("from-file")), audit::add);
        } else {
            TopicRecords.read(connection(), Topics.LEDGER.name(), audit::add);
        }
        if (options.containsKey("key") || options.containsKey("checkpoints")) {
            audit.requireCheckpoint();
        }
        Predicate<AuditCheckpoint> genuine =
                options.containsKey("key") ? Signer.verifier(Path.of(options.get("key"))) : checkpoint -> true;
        Audit.Report report = audit.conclude(checkpoints, genuine);
        AuditReport.print(report, json, System.out);
        return report.clean() ? 0 : 1;
    }

    /** Those of the named file, of the file beside the export, or of the topic. */
    private List<AuditCheckpoint> checkpoints(Audit audit) throws IOException {
        List<AuditCheckpoint> checkpoints = new ArrayList<>();
        Consumer<LedgerLine> reader = line -> {
            try {
                checkpoints.add(Topics.AUDIT.codec().decode(line.bytes()));
            } catch (MalformedRecordException e) {
                audit.addUnreadableCheckpoint("checkpoint " + line.place() + " cannot be read: " + e.getMessage());
            }
        };
        String export = options.get("from-file");
        String file = options.getOrDefault("checkpoints", export == null ? null : export + ".checkpoints");
        if (file == null) {
            TopicRecords.read(connection(), Topics.AUDIT.name(), reader);
        } else if (options.containsKey("checkpoints") || Files.exists(Path.of(file))) {
            RecordFiles.read(Path.of(file), reader);
        }
        return checkpoints;
    }

    private int export(Path file) throws IOException {
        long[] written = new long[2];
        // In this order, as in verify.
        written[1] = export(Topics.AUDIT.name(), Path.of(file + ".checkpoints"));
        written[0] = export(Topics.LEDGER.name(), file);
        System.out.println("traas: " + written[0] + " entries in " + file + ", " + written[1] + " checkpoints in "
                + file + ".checkpoints");
        return 0;
    }

    private long export(String topic, Path file) throws IOException {
        long[] count = new long[1];
        try (OutputStream out = Files.newOutputStream(file)) {
            TopicRecords.read(connection(), topic, line -> {
                try {
                    out.write(line.bytes());
                    out.write('\n');
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot write " + file, e);
                }
                count[0]++;
            });
        }
        return count[0];
    }

    private KafkaConnection connection() {
        String given = options.get("bootstrap");
        return given == null
                ? KafkaConnection.from(Settings.ofEnvironment(System.getenv()))
                : new KafkaConnection(given);
    }
}
