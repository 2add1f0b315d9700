package dev.drover.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every overlay, rendered, read strictly and held against itself; and that this finds mistakes. */
class ManifestsTest {
  @ParameterizedTest
  @MethodSource("overlays")
  void everyOverlayIsWholeAndFitsTogether(String overlay) {
    assertThat(Problems.of(Kustomize.render(Kustomize.overlay(overlay)))).isEmpty();
  }

  static List<String> overlays() {
    return Kustomize.overlays();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "prod"})
  void membersCanBeFoundByTheApiWithARightForIt(String overlay, @TempDir Path scratch) {
    Manifests manifests = Kustomize.renderWith(overlay, "api-discovery", scratch);
    assertThat(Problems.of(manifests)).isEmpty();
    assertThat(manifests.all(RoleBinding.class)).hasSize(1);
    assertThat(ClusterFacts.serviceName(manifests.drover())).isEqualTo("web-cluster");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "components/api-discovery | dns                     | kubernetes service",
        "overlays/cloning         | replicas memberPort     | replicas jvm memberPort",
      })
  void theFilesForDroverDifferInOneThingOnly(String place, String gone, String come)
      throws IOException {
    List<String> base = lines("base/drover.yaml");
    List<String> other = lines(place + "/drover.yaml");
    assertThat(keysOnlyIn(base, other)).isEqualTo(gone);
    assertThat(keysOnlyIn(other, base)).isEqualTo(come);
  }

  private static String keysOnlyIn(List<String> lines, List<String> others) {
    return lines.stream()
        .filter(line -> !others.contains(line))
        .map(line -> line.strip().replaceFirst(":.*", ""))
        .collect(Collectors.joining(" "));
  }

  private static List<String> lines(String file) throws IOException {
    return Files.readAllLines(Kustomize.HOME.resolve(file)).stream()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  /** The command of README.md. */
  @Test
  void allOfItIsRenamedByOneCommand(@TempDir Path scratch) throws IOException {
    Path copy = scratch.resolve("k8s");
    for (String part : List.of("base", "components", "overlays")) {
      Namespaces.run("mkdir", "-p", copy.toString());
      Namespaces.run("cp", "-r", Kustomize.HOME.resolve(part).toString(), copy.toString());
    }
    String readme = Files.readString(Kustomize.HOME.resolve("README.md"));
    int start = readme.indexOf("grep -rlw web");
    String command = readme.substring(start, readme.indexOf('`', start)).replace("\\|", "|");
    Namespaces.run("sh", "-c", "cd '" + scratch + "' && " + command);
    Manifests renamed = Kustomize.render(copy.resolve("overlays/prod"));
    assertThat(Problems.of(renamed)).isEmpty();
    assertThat(renamed.objects())
        .extracting(object -> object.getMetadata().getName())
        .allMatch(name -> name.startsWith("orders"));
  }

  @Test
  void twoHeapsMustFit() {
    String rendered = Kustomize.text(Kustomize.overlay("cloning"));
    assertThat(
            Problems.of(Manifests.parse(rendered.replace("RAMPercentage=30", "RAMPercentage=50"))))
        .containsExactly("2 replicas with 50 % heap each take more than 75 % of the memory");
  }

  @Test
  void cloningIsPodsTimesReplicasTimesInstances() {
    Manifests manifests = Kustomize.render(Kustomize.overlay("cloning"));
    assertThat(manifests.all(Deployment.class).get(0).getSpec().getReplicas()).isEqualTo(4);
    assertThat(manifests.drover().services().get(0).replicas()).isEqualTo(2);
    assertThat(manifests.workload().container().getResources().getLimits().get("cpu").toString())
        .isEqualTo("4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "readinessProbe        | readinesProbe        | Unrecognized field \"readinesProbe\"",
        "periodSeconds: 10     | periodSeconds: \"x\" | Cannot coerce String value",
        "value: /tmp/state     | value: 5             | Cannot coerce Integer value (5)",
        "kind: Role            | kind: Rolle          | Rolle is none of",
        "endPort: 5708         | lastPort: 5708       | Unrecognized field \"lastPort\"",
        "interval: 15s         | every: 15s           | Unrecognized field \"every\"",
        "lameDuck: 5s          | lameDuk: 5s          | stop.lameDuk",
      })
  void aFieldThatNobodyKnowsIsAnError(
      String from, String to, String problem, @TempDir Path scratch) {
    String rendered = withEverything(scratch);
    assertThat(rendered).contains(from);
    assertThatThrownBy(() -> Problems.of(Manifests.parse(rendered.replace(from, to))))
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "terminationGracePeriodSeconds: 45 | terminationGracePeriodSeconds: 40 | must be more than preStop 5 and stop.grace 35",
        "seconds: 5            | seconds: 15          | must be more than preStop 15",
        "grace: 35s            | grace: 50s           | must be more than preStop 5 and stop.grace 50",
        "lameDuck: 5s          | webSockets: 5s       | stop.lameDuck is not set",
        "path: /live           | path: /ready         | livenessProbe must ask for /live",
        "failureThreshold: 120 | failureThreshold: 30 | startupProbe gives up after 30 s",
        "targetPort: hazelcast | targetPort: hazel    | leads to a port hazel that",
        "containerPort: 7718   | containerPort: 7719  | has port 7718 for health",
        "containerPort: 5701   | containerPort: 5702  | has port 5701 for hazelcast",
        "busPort: 15701        | busPort: 15801       | lets members reach ports 15801 to 15802",
        "dns: web-cluster      | dns: web-clusters    | there is no service web-clusters",
        "publishNotReadyAddresses: true | publishNotReadyAddresses: false | must name pods that are not ready",
        "clusterIP: None       | clusterIP: 10.0.0.7  | must be headless",
        "endPort: 5708         | endPort: 5701        | reach ports 5701 to 5702",
        "maxUnavailable: 0     | maxUnavailable: 1    | before the next one is ready",
        "readOnlyRootFilesystem: true | readOnlyRootFilesystem: false | the root file system is writable",
        "allowPrivilegeEscalation: false | allowPrivilegeEscalation: true | privileges may be escalated",
        "runAsNonRoot: true    | runAsNonRoot: false  | it may run as root",
        "RuntimeDefault        | Unconfined           | seccompProfile must be RuntimeDefault",
        "mountPath: /tmp       | mountPath: /temp     | /tmp must be writable",
        "cpu: \"2\"            | cpu: 1500m           | the CPU limit must be whole",
        "automountServiceAccountToken: false | automountServiceAccountToken: true | a token must be mounted",
        "kubernetes.io/enforce: restricted | kubernetes.io/enforce: baseline | may do what they want",
        "image: registry.example/web:1 | image: registry.example/web:latest | must say which",
      })
  void aMistakeIsFound(String from, String to, String problem) {
    String rendered = Kustomize.text(Kustomize.overlay("prod"));
    assertThat(rendered).contains(from);
    List<String> found = Problems.of(Manifests.parse(rendered.replace(from, to)));
    assertThat(found).anySatisfy(line -> assertThat(line).contains(problem));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Service             | app.kubernetes.io/name: web | service web selects no pod",
        "PodDisruptionBudget | app.kubernetes.io/name: web | no disruption budget is about",
        "NetworkPolicy       | app.kubernetes.io/name: web | network policy web selects no pod",
        "HorizontalPodAutoscaler | kind: Deployment        | autoscaler scales",
      })
  void whatRefersToNothingIsFound(String kind, String reference, String problem) {
    String rendered = Kustomize.text(Kustomize.overlay("prod"));
    List<String> mutated =
        Stream.of(rendered.split("(?m)^---$"))
            .map(
                document ->
                    document.contains("\nkind: " + kind + "\n")
                        ? document.replace(reference, reference + "x")
                        : document)
            .toList();
    assertThat(Problems.of(Manifests.parse(String.join("---", mutated))))
        .anySatisfy(line -> assertThat(line).contains(problem));
  }

  private static String withEverything(Path scratch) {
    return Kustomize.textWith("prod", "api-discovery", scratch);
  }
}
