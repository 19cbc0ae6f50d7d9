package io.traas.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/settings.md names every setting the code reads, and no other. */
class SettingsPageTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final String SECTIONS = "(?:platform|collectors|detector|runbooks|remediation|ui)";
    private static final Pattern IN_CODE = Pattern.compile("\"(" + SECTIONS + "\\.[a-z0-9-]+(?:\\.[a-z0-9-]+)*)\"");
    private static final Pattern ON_PAGE = Pattern.compile("(?m)^\\| `(" + SECTIONS + "\\.[a-z0-9.-]+)` \\|");

    @Test
    void every_setting_is_on_the_page_and_every_line_of_the_page_is_a_setting() throws IOException {
        Set<String> read = new TreeSet<>();
        for (String module : new String[] {"model", "collectors", "detector", "runbooks", "remediation", "ui"}) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    String text = Files.readString(file);
                    if (text.contains("Settings")) {
                        read.addAll(found(IN_CODE, text));
                    }
                }
            }
        }
        read.removeIf(key -> key.endsWith(".port") && !key.equals("ui.port"));
        assertThat(found(ON_PAGE, Files.readString(ROOT.resolve("docs/settings.md"))))
                .isEqualTo(read);
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
