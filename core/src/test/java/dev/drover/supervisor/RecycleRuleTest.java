package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.ByteSizes;
import dev.drover.config.Durations;
import dev.drover.config.RecyclePolicy;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecycleRuleTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // age, memory, requests | chance | served, rss, got | why
        "24h | 512m | 1000 | 0 | 23h | 511m | 999  | -",
        "24h | 512m | 1000 | 0 | 24h | 1m   | 0    | has served for 24h",
        "24h | 512m | 1000 | 0 | 61s | 512m | 0    | takes 512 MiB of memory",
        "24h | 512m | 1000 | 0 | 61s | 1m   | 1000 | has got 1000 requests",
        "24h | -    | 0    | 1 | 17h | 1m   | 9    | -",
        "24h | -    | 0    | 1 | 18h | 1m   | 9    | has served for 18h",
        "-   | 512m | 0    | 1 | 99h | 447m | 9    | -",
        "-   | 512m | 0    | 1 | 99h | 448m | 9    | takes 448 MiB of memory",
        "-   | -    | 1000 | 1 | 99h | 9g   | 749  | -",
        "-   | -    | 1000 | 1 | 99h | 9g   | 750  | has got 750 requests",
        "90s | -    | 0    | 0 | 91s | -    | 0    | has served for 1m",
        "-   | 512m | 0    | 0 | 99h | -    | 0    | -",
        "-   | -    | 0    | 1 | 99h | 9g   | 9999 | -"
      })
  void aReplicaIsDueByAgeMemoryOrRequestsEachALittleEarlierByChance(
      String age,
      String memory,
      long requests,
      double chance,
      String served,
      String rss,
      long got,
      String why) {
    RecyclePolicy policy =
        new RecyclePolicy(
            age == null ? null : Durations.parse(age),
            memory == null ? 0 : ByteSizes.parse(memory),
            requests);
    long rssBytes = rss == null ? -1 : ByteSizes.parse(rss);
    ReplicaStats stats =
        new ReplicaStats(0, rssBytes, 0, 0, 0, 1, Duration.ZERO, 0, got, 0, null, false);

    assertThat(new RecycleRule(policy, () -> chance).due(Durations.parse(served), stats))
        .isEqualTo(Optional.ofNullable(why));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, 59s, true",
        "-, 1m, false",
        "24h, 59s, true",
        "40s, 29s, true",
        "40s, 30s, false"
      })
  void aLimitThatIsReachedWithinAMinuteIsNoneToKeepUnlessItIsTheAge(
      String age, String served, boolean soon) {
    Duration limit = age == null ? null : Durations.parse(age);
    RecycleRule rule = new RecycleRule(new RecyclePolicy(limit, 1, 1), () -> 1);

    assertThat(rule.isSoon(Durations.parse(served))).isEqualTo(soon);
  }
}
