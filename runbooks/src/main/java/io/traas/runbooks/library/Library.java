package io.traas.runbooks.library;

import io.traas.runbooks.rules.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All runbooks in force, and everything that kept others out.
 *
 * @param runbooks by id
 * @param problems of folders that were left out, all of them
 */
public record Library(List<Runbook> runbooks, List<Problem> problems) {

    private static final String SHIPPED = "runbooks/library";

    public Library {
        runbooks = runbooks.stream().sorted(Comparator.comparing(Runbook::id)).toList();
        problems = List.copyOf(problems);
    }

    /** The runbooks that come with the platform, read from where its classes are: a jar or a folder. */
    public static Library shipped() {
        try {
            Path classes = Path.of(Library.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isDirectory(classes)) {
                return of(classes.resolve(SHIPPED));
            }
            try (FileSystem jar = FileSystems.newFileSystem(classes)) {
                return of(jar.getPath(SHIPPED));
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("the platform's own runbooks cannot be read: " + e.getMessage(), e);
        }
    }

    /** Every folder in the directory is a runbook. A directory that cannot be read is one problem. */
    public static Library of(Path directory) {
        List<Runbook> runbooks = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        try (Stream<Path> children = Files.list(directory)) {
            for (Path child : children.filter(Files::isDirectory).sorted().toList()) {
                folder(child, problems).flatMap(folder -> folder.read(problems)).ifPresent(runbooks::add);
            }
        } catch (IOException e) {
            problems.add(new Problem(directory.toString(), 0, 0, "cannot be read: " + e));
        }
        return new Library(runbooks, problems);
    }

    /** Both; a runbook of the other library replaces one of the same id here. */
    public Library overriddenBy(Library other) {
        Map<String, Runbook> merged = new TreeMap<>();
        runbooks.forEach(runbook -> merged.put(runbook.id(), runbook));
        other.runbooks.forEach(runbook -> merged.put(runbook.id(), runbook));
        List<Problem> all = new ArrayList<>(problems);
        all.addAll(other.problems);
        return new Library(List.copyOf(merged.values()), all);
    }

    /** The library without those runbooks, with the reasons. */
    public Library without(Map<String, String> reasonById) {
        List<Problem> all = new ArrayList<>(problems);
        reasonById.forEach((id, reason) -> all.add(new Problem(id + "/" + Folder.RULES, 0, 0, reason)));
        return new Library(
                runbooks.stream()
                        .filter(runbook -> !reasonById.containsKey(runbook.id()))
                        .toList(),
                all);
    }

    private static Optional<Folder> folder(Path directory, List<Problem> problems) {
        String name = directory.getFileName().toString().replace("/", "");
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                files.put(directory.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
            return Optional.of(new Folder(name, files));
        } catch (IOException | UncheckedIOException e) {
            problems.add(new Problem(name, 0, 0, "cannot be read as text: " + e));
            return Optional.empty();
        }
    }
}
