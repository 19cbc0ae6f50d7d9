package io.traas.collectors.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.traas.collectors.scrape.ScrapeTarget;
import io.traas.model.Target;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScrapeTargetsTest {

    private final List<String> problems = new ArrayList<>();

    @Test
    void aPodOfADeploymentIsScrapedInItsName() {
        assertThat(targets(SampleCluster.pod("web-a").build()))
                .containsExactly(new ScrapeTarget(
                        Target.pod("c1", "shop", "web-a"),
                        Target.deployment("c1", "shop", "web"),
                        "n1",
                        URI.create("http://127.1.0.7:8080/metrics"),
                        false));
    }

    @Test
    void aPodWithoutDeploymentSpeaksForItself() {
        Pod loner = SampleCluster.pod("loner")
                .editMetadata()
                .withOwnerReferences(List.of())
                .endMetadata()
                .build();

        assertThat(targets(loner))
                .extracting(ScrapeTarget::workload)
                .containsExactly(Target.pod("c1", "shop", "loner"));
    }

    @Test
    void annotationsChooseSchemePortAndPath() {
        Pod pod = annotated(Map.of(
                "prometheus.io/scrape", "true",
                "prometheus.io/scheme", "https",
                "prometheus.io/port", "9443",
                "prometheus.io/path", "internal/metrics?all=1"));

        assertThat(targets(pod))
                .extracting(ScrapeTarget::uri)
                .containsExactly(URI.create("https://127.1.0.7:9443/internal/metrics?all=1"));
    }

    @Test
    void withoutAPortTheFirstThatAContainerDeclaresIsTaken() {
        Pod pod = new PodBuilder(annotated(Map.of("prometheus.io/scrape", "true")))
                .editSpec()
                .editFirstContainer()
                .addNewPort()
                .withContainerPort(8081)
                .endPort()
                .endContainer()
                .endSpec()
                .build();

        assertThat(targets(pod)).extracting(target -> target.uri().getPort()).containsExactly(8081);
    }

    @Test
    void addressesOfTheSixthVersionAreBracketed() {
        Pod pod = SampleCluster.pod("web-a")
                .editStatus()
                .withPodIP("fd00::7")
                .endStatus()
                .build();

        assertThat(targets(pod))
                .extracting(ScrapeTarget::uri)
                .containsExactly(URI.create("http://[fd00::7]:8080/metrics"));
    }

    @Test
    void podsThatDoNotAskOrCannotAnswerAreLeftAlone() {
        Pod quiet = annotated(Map.of());
        Pod refusing = annotated(Map.of("prometheus.io/scrape", "false"));
        Pod pending = SampleCluster.pod("p")
                .editStatus()
                .withPhase("Pending")
                .endStatus()
                .build();
        Pod homeless =
                SampleCluster.pod("h").editStatus().withPodIP(null).endStatus().build();
        Pod quarantined = SampleCluster.pod("q")
                .editMetadata()
                .withLabels(Map.of(Annotations.QUARANTINED, "true"))
                .endMetadata()
                .build();

        assertThat(targets(quiet, refusing, pending, homeless, quarantined)).isEmpty();
        assertThat(problems).isEmpty();
    }

    @Test
    void aPodIsScrapedUntilItIsGoneAndBeforeItIsReady() {
        Pod terminating = SampleCluster.pod("t")
                .editMetadata()
                .withDeletionTimestamp(SampleCluster.CREATED)
                .endMetadata()
                .build();
        Pod unready = SampleCluster.pod("u")
                .editStatus()
                .withConditions(List.of())
                .endStatus()
                .build();

        assertThat(targets(terminating, unready))
                .extracting(ScrapeTarget::ending)
                .containsExactly(true, false);
    }

    @Test
    void aPodThatAsksButCannotBeScrapedIsReported() {
        Pod badPort = annotated(Map.of("prometheus.io/scrape", "true", "prometheus.io/port", "http"));
        Pod noPort = annotated(Map.of("prometheus.io/scrape", "true"));
        Pod badScheme = annotated(
                Map.of("prometheus.io/scrape", "true", "prometheus.io/port", "80", "prometheus.io/scheme", "ftp"));
        Pod badPath = annotated(
                Map.of("prometheus.io/scrape", "true", "prometheus.io/port", "80", "prometheus.io/path", "/a b"));

        assertThat(targets(badPort, noPort, badScheme, badPath)).isEmpty();
        assertThat(problems).hasSize(4);
        assertThat(problems.get(0)).contains("prometheus.io/port is 'http'");
        assertThat(problems.get(1)).contains("prometheus.io/port is missing");
        assertThat(problems.get(2)).contains("ftp://");
        assertThat(problems.get(3)).contains("/a b");
    }

    private List<ScrapeTarget> targets(Pod... pods) {
        ClusterView view = new SampleCluster()
                .with(SampleCluster.web().build(), SampleCluster.revision(2, SampleCluster.template("web:2")))
                .with((Object[]) pods)
                .view();
        return ScrapeTargets.of(view, (pod, problem) -> problems.add(problem));
    }

    private static Pod annotated(Map<String, String> annotations) {
        return SampleCluster.pod("web-a")
                .editMetadata()
                .withAnnotations(annotations)
                .endMetadata()
                .build();
    }
}
