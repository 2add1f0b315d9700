package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.RestartPolicy;
import dev.drover.config.RestartPolicy.When;
import dev.drover.process.ExitStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows the end of a slot's replica. */
final class RestartRuleTest {
  private static final Duration PERIOD = Duration.ofMinutes(1);

  @ParameterizedTest
  @CsvSource({
    "ALWAYS,0,Again",
    "ALWAYS,1,Again",
    "ON_FAILURE,0,Finished",
    "ON_FAILURE,1,Again",
    "NEVER,0,Finished",
    "NEVER,1,Finished"
  })
  void policyAndExitCodeDecideWhetherThereIsAnother(When when, int code, String verdict) {
    RestartRule rule = rule(new RestartPolicy(when, 1, PERIOD));
    assertThat(ended(rule, code, 0).getClass().getSimpleName()).isEqualTo(verdict);
  }

  @Test
  void theFirstRestartPastTheLimitFailsAndSaysHowTheLastEnded() {
    RestartRule rule = rule(new RestartPolicy(1, PERIOD));
    assertThat(ended(rule, 1, 0)).isEqualTo(new RestartRule.Again(Duration.ofMillis(100)));
    assertThat(ended(rule, 3, 59))
        .isEqualTo(new RestartRule.Failed("restarted 1 times within 1m; exit code 3"));
  }

  @Test
  void aRestartOlderThanThePeriodDoesNotCount() {
    RestartRule rule = rule(new RestartPolicy(1, PERIOD));
    ended(rule, 1, 0);
    assertThat(ended(rule, 1, 60)).isEqualTo(new RestartRule.Again(Duration.ofMillis(150)));
  }

  /** With the longest delays that are allowed. */
  private static RestartRule rule(RestartPolicy policy) {
    return new RestartRule(policy, exclusiveBound -> exclusiveBound - 1);
  }

  private static RestartRule.Verdict ended(RestartRule rule, int code, int second) {
    ReplicaExit exit = new ReplicaExit(ExitStatus.code(code), null);
    return rule.ended(exit, Duration.ZERO, Duration.ofSeconds(second));
  }
}
