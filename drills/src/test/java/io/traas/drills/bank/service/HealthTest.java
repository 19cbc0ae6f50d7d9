package io.traas.drills.bank.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.drills.bank.wire.Form;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthTest {

    private static final Handler SOUND = request -> Reply.ok(request);

    @TempDir
    private Path volume;

    @Test
    void aBadReleaseFailsItsShare() throws InterruptedException {
        Health health = new Health(Ailment.errors(0.5), volume, new Random(1));
        int failed = 0;
        for (int i = 0; i < 1000; i++) {
            failed += health.suffer(SOUND, Form.EMPTY).ok() ? 0 : 1;
        }
        assertThat(failed).isBetween(440, 560);
    }

    @Test
    void whatAReplicaAilsFromOutlivesARestartAndDiesWithThePod() throws IOException, InterruptedException {
        new Health(Ailment.NONE, volume, new Random(1)).infect(Ailment.errors(1));
        Health restarted = new Health(Ailment.NONE, volume, new Random(1));
        assertThat(restarted.suffer(SOUND, Form.EMPTY).status()).isEqualTo(500);
        Health replaced = new Health(Ailment.NONE, volume.resolve("of-another-pod"), new Random(1));
        assertThat(replaced.suffer(SOUND, Form.EMPTY).ok()).isTrue();
    }

    @Test
    void aReplicaThatIsToldToBeWellIsWell() throws IOException, InterruptedException {
        Health health = new Health(Ailment.NONE, volume, new Random(1));
        health.infect(new Ailment(1, 0, 0, 1));
        assertThat(health.losesScrape()).isTrue();
        health.infect(Ailment.NONE);
        assertThat(health.losesScrape()).isFalse();
        assertThat(health.suffer(SOUND, Form.EMPTY).ok()).isTrue();
    }

    @Test
    void anAilmentSurvivesTheCommandLine() {
        Release release = new Release(Role.RISK, "1.7.0", new Ailment(0.25, 700, 4096, 0.5));
        assertThat(Release.ofArguments(release.arguments().toArray(String[]::new)))
                .isEqualTo(release);
    }
}
