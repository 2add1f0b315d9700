package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerifyFlagsTest {

  @Test
  void whatIsNotItsOwnIsForTheRunInTheSameOrder() {
    VerifyFlags flags =
        VerifyFlags.read(
            List.of(
                "--kills", "3", "--name", "web", "--RATE=50", "app.jar", "--json", "--", "--url"));

    assertThat(flags.rest()).containsExactly("--name", "web", "app.jar", "--", "--url");
    assertThat(flags.options().kills()).isEqualTo(3);
    assertThat(flags.options().rate()).isEqualTo(50);
    assertThat(flags.options().reloads()).isEqualTo(20);
    assertThat(flags.own.json).isTrue();
  }

  @Test
  void aRunningSupervisorGetsOnlyWhatWasAskedFor() {
    VerifyFlags flags = VerifyFlags.read(List.of("-n", "web", "--duration", "1s"));

    assertThat(flags.rest()).isEmpty();
    assertThat(flags.options().reloads()).isZero();
    assertThat(flags.options().kills()).isZero();
    assertThat(flags.options().hangs()).isZero();
    String faults = "-n web --kills 1";
    assertThatThrownBy(() -> read(faults)).hasMessageContaining("--allow-faults");
    assertThat(read(faults + " --allow-faults")).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "--rate 0,              '--rate must be a whole number from 1 to 100000, was 0'",
    "--kills -1,            '--kills must be a whole number from 0 to 100000, was -1'",
    "--new-connections 101, '--new-connections must be a whole number from 0 to 100, was 101'",
    "--duration soon,       '--duration: a duration is a number and a unit'",
    "--relods 3,            unknown flag --relods; did you mean --reloads?",
    "-n web,                nothing is to be done",
    "--timeout 0s,          --timeout and --recovery must be longer than 0",
  })
  void whatMakesNoSenseIsAUsageError(String args, String problem) {
    assertThatThrownBy(() -> read(args)).hasMessageContaining(problem);
  }

  private static Object read(String args) {
    return VerifyFlags.read(List.of(args.split(" "))).options();
  }
}
