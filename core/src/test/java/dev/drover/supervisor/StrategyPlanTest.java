package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.ApplicationSpec;
import dev.drover.config.DroverConfig;
import dev.drover.config.ServiceConfig;
import dev.drover.config.Strategy;
import dev.drover.config.VertxSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What follows when services go out and come back, in any order: the cases of OTP's supervisor
 * suite for one_for_one, one_for_all and rest_for_one that are about others than the crashed one.
 */
class StrategyPlanTest {
  private static StrategyPlan plan(Strategy strategy) {
    return new StrategyPlan(
        strategy,
        new DroverConfig(
                "shop",
                List.of(service("store"), service("orders", "store"), service("web", "orders")),
                null)
            .startOrder());
  }

  private static ServiceConfig service(String name, String... dependsOn) {
    ApplicationSpec any =
        new ApplicationSpec(
            ApplicationSpec.Entry.VERTICLE, "com.acme.Any", List.of(), VertxSettings.NONE, 1);
    return ServiceConfig.of(name, any, 1).withDependsOn(List.of(dependsOn));
  }

  @Test
  void oneForOneLeavesEverybodyElseAlone() {
    StrategyPlan plan = plan(Strategy.ONE_FOR_ONE);
    assertThat(plan.out("store")).isEmpty();
    assertThat(plan.back("store")).isEmpty();
    assertThat(plan.failed("store")).isEmpty();
  }

  @Test
  void allForOneStopsAllInReverseOrderAndStartsThemInOrder() {
    StrategyPlan plan = plan(Strategy.ALL_FOR_ONE);
    assertThat(plan.out("orders")).containsExactly("web", "store");
    assertThat(plan.isHeld("web")).isTrue();
    assertThat(plan.back("orders")).containsExactly("store", "web");
    assertThat(plan.isHeld("web")).isFalse();
  }

  @Test
  void restInOrderStopsThoseThatDependOnItEvenThroughOthers() {
    StrategyPlan plan = plan(Strategy.REST_IN_ORDER);
    assertThat(plan.out("store")).containsExactly("web", "orders");
    assertThat(plan.back("store")).containsExactly("orders", "web");
    assertThat(plan.out("web")).isEmpty();
  }

  @Test
  void whatIsOutTwiceIsOutOnce() {
    StrategyPlan plan = plan(Strategy.REST_IN_ORDER);
    assertThat(plan.out("store")).hasSize(2);
    assertThat(plan.out("store")).isEmpty();
    assertThat(plan.back("store")).hasSize(2);
    assertThat(plan.back("store")).isEmpty();
  }

  @Test
  void oneThatIsHeldDownGoesOutForNobody() {
    StrategyPlan plan = plan(Strategy.REST_IN_ORDER);
    plan.out("store");
    assertThat(plan.out("orders")).isEmpty();
    assertThat(plan.back("store")).containsExactly("orders", "web");
  }

  @Test
  void whoIsOutAndThenStoppedByAnotherHoldsNobodyDownAnyMore() {
    StrategyPlan plan = plan(Strategy.REST_IN_ORDER);
    assertThat(plan.out("orders")).containsExactly("web");
    assertThat(plan.out("store")).containsExactly("orders");
    assertThat(plan.back("orders")).isEmpty();
    assertThat(plan.back("store")).containsExactly("orders", "web");
  }

  @Test
  void aServiceThatFailsForGoodTakesAlongWhomTheStrategyNames() {
    assertThat(plan(Strategy.REST_IN_ORDER).failed("store")).containsExactly("web", "orders");
    assertThat(plan(Strategy.ALL_FOR_ONE).failed("web")).containsExactly("orders", "store");
  }
}
