package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DroverConfigTest {
  private static final ApplicationSpec ANY =
      new ApplicationSpec(
          ApplicationSpec.Entry.VERTICLE, "com.acme.Any", List.of(), VertxSettings.NONE, 1);

  private static ServiceConfig service(String name, String... dependsOn) {
    return ServiceConfig.of(name, ANY, 1).withDependsOn(List.of(dependsOn));
  }

  private static DroverConfig config(ServiceConfig... services) {
    return new DroverConfig("shop", List.of(services), null);
  }

  private static Stream<String> order(ServiceConfig... services) {
    return config(services).startOrder().stream().map(ServiceConfig::name);
  }

  @Test
  void servicesStartInTheOrderTheyWereWritten() {
    assertThat(order(service("b"), service("a"), service("c"))).containsExactly("b", "a", "c");
  }

  @Test
  void aServiceStartsAfterAllThatItDependsOnEvenThroughOthers() {
    assertThat(
            order(
                service("web", "orders", "users"),
                service("orders", "store"),
                service("users", "store"),
                service("store")))
        .containsExactly("store", "orders", "users", "web");
  }

  @Test
  void allProblemsAreToldTogether() {
    assertThatThrownBy(
            () ->
                config(
                    service("a", "b"),
                    service("b", "c"),
                    service("c", "b"),
                    service("a"),
                    service("d", "wbe")))
        .isInstanceOfSatisfying(
            ConfigException.class,
            failure ->
                assertThat(failure.problems())
                    .containsExactly(
                        "services.a is there twice",
                        "services depend on each other: b -> c -> b",
                        "services.d.dependsOn names 'wbe', which is not there; there are: a, b, c, d"));
  }

  @Test
  void aServiceCannotDependOnItself() {
    assertThatThrownBy(() -> config(service("a", "a")))
        .hasMessageContaining("services depend on each other: a -> a");
  }

  @Test
  void aSupervisorHasAServiceAndAName() {
    assertThatThrownBy(() -> config()).hasMessage("services must not be empty");
    assertThatThrownBy(() -> new DroverConfig("a b", List.of(service("a")), null))
        .hasMessageStartingWith("supervisor name must be");
    assertThat(DroverConfig.of(service("web")).name()).isEqualTo("web");
  }
}
