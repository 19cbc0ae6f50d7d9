package io.traas.standalone.flink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The job as its next version might be: what it remembers of a scraped target has one field more. */
final class NextVersion {

    private static final String MEMORY = "io/traas/detector/stream/MeterMemory";
    private static final Pattern HEADER = Pattern.compile("record MeterMemory\\(([^)]*)\\) \\{");

    private NextVersion() {}

    /** Writes the next version of {@code jar} to {@code next}; {@code work} is an empty folder. */
    static void of(Path checkout, Path jar, Path next, Path work) throws IOException {
        String source =
                Files.readString(checkout.resolve("detector/src/main/java").resolve(MEMORY + ".java"));
        Matcher header = HEADER.matcher(source);
        if (!header.find()) {
            throw new IllegalStateException("MeterMemory is no longer what this test changes");
        }
        String fields = header.group(1);
        String names = Stream.of(fields.split(","))
                .map(field -> field.trim().replaceAll(".* ", ""))
                .reduce((a, b) -> a + ", " + b)
                .orElseThrow();
        String changed = source.replace(
                header.group(),
                "record MeterMemory(" + fields + ", long addedLater) {\n    MeterMemory(" + fields + ") { this(" + names
                        + ", 1L); }\n");
        Path file = work.resolve(MEMORY + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, changed);
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", jar.toString(), "-d", work.toString(), file.toString());
        if (result != 0) {
            throw new IllegalStateException("the next version does not compile");
        }
        Files.copy(jar, next, StandardCopyOption.REPLACE_EXISTING);
        try (FileSystem inside = FileSystems.newFileSystem(URI.create("jar:" + next.toUri()), Map.of());
                Stream<Path> classes = Files.walk(work)) {
            classes.filter(path -> path.toString().endsWith(".class")).forEach(path -> {
                try {
                    Files.copy(
                            path,
                            inside.getPath(work.relativize(path).toString()),
                            StandardCopyOption.REPLACE_EXISTING);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
