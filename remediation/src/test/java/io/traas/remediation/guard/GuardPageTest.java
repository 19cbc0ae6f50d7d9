package io.traas.remediation.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/guard.md names every check of the guard in the order of asking, and the settings page every limit it names. */
class GuardPageTest {

    private static final Path DOCS = Path.of("").toAbsolutePath().getParent().resolve("docs");
    private static final Pattern CHECK = Pattern.compile("(?m)^\\| `(\\w+)` \\|");
    private static final Pattern SETTING = Pattern.compile("(?m)^\\| `remediation\\.guard\\.([a-z.-]+)` \\|");
    private static final Pattern CODE = Pattern.compile("`([a-z.*-]+)`");

    @Test
    void everyCheckIsOnThePageAndEveryLineOfThePageIsACheck() throws IOException {
        List<String> onPage = CHECK.matcher(Files.readString(DOCS.resolve("guard.md")))
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(onPage)
                .containsExactlyElementsOf(Guard.standard(GuardLimits.defaults()).stream()
                        .map(Invariant::name)
                        .toList());
    }

    @Test
    void everyLimitBelongsToACheck() throws IOException {
        Set<String> settings = SETTING.matcher(Files.readString(DOCS.resolve("settings.md")))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> named = CODE.matcher(
                        Files.readString(DOCS.resolve("guard.md")).replace("remediation.guard.", ""))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        settings.removeIf(setting -> named.contains(setting) || setting.startsWith("max-disrupted."));

        assertThat(named).contains("max-disrupted.*");
        assertThat(settings).isEmpty();
    }
}
