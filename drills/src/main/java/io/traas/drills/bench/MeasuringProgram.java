package io.traas.drills.bench;

import io.traas.model.bench.Figure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A Java program that takes {@code --json FILE} and writes its figures there. It is started beside this one, so that its
 * heap is its own.
 *
 * @param classPath as java takes it
 * @param memory for example {@code -Xmx256m}
 */
record MeasuringProgram(String classPath, String memory, String main) {

    /**
     * @param progress told every line the program says
     * @throws IllegalStateException when it ends with another code than 0, with its last words
     */
    List<Figure> run(List<String> arguments, Consumer<String> progress) throws IOException, InterruptedException {
        Path file = Files.createTempFile("traas-figures-", ".json");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                memory,
                "-XX:+UseParallelGC",
                "-DTRAAS_LOG_LEVEL=ERROR",
                "-cp",
                classPath,
                main));
        command.addAll(arguments);
        command.addAll(List.of("--json", file.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String last = "nothing";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                progress.accept(line);
                last = line;
            }
            int code = process.waitFor();
            if (code != 0) {
                throw new IllegalStateException(main + " ended with code " + code + "; it said: " + last);
            }
            return Figure.read(file);
        } finally {
            process.destroyForcibly();
            Files.delete(file);
        }
    }
}
