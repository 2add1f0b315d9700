package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases of OTP's supervisors that are about who goes down with whom. */
class StrategyTest {
  /** In start order: web needs orders and users, both need store; mail needs nobody. */
  private static final List<ServiceConfig> SHOP =
      new DroverConfig(
              "shop",
              List.of(
                  service("web", "orders", "users"),
                  service("orders", "store"),
                  service("users", "store"),
                  service("store"),
                  service("mail")),
              null)
          .startOrder();

  private static ServiceConfig service(String name, String... dependsOn) {
    ApplicationSpec any =
        new ApplicationSpec(
            ApplicationSpec.Entry.VERTICLE, "com.acme.Any", List.of(), VertxSettings.NONE, 1);
    return ServiceConfig.of(name, any, 1).withDependsOn(List.of(dependsOn));
  }

  @ParameterizedTest
  @CsvSource({
    "ONE_FOR_ONE, store, ''",
    "ONE_FOR_ONE, web, ''",
    "ALL_FOR_ONE, store, 'orders users web mail'",
    "ALL_FOR_ONE, web, 'store orders users mail'",
    "ALL_FOR_ONE, mail, 'store orders users web'",
    "REST_IN_ORDER, store, 'orders users web'",
    "REST_IN_ORDER, orders, web",
    "REST_IN_ORDER, web, ''",
    "REST_IN_ORDER, mail, ''",
  })
  void whoGoesDownWithWhomAndInWhichOrderTheyComeBack(
      Strategy strategy, String out, String affected) {
    List<String> expected = affected.isEmpty() ? List.of() : Arrays.asList(affected.split(" "));
    assertThat(strategy.affectedBy(out, SHOP)).isEqualTo(expected);
  }
}
