import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuServerTest {

  private static final int ROUNDS = 2_000_000;
  private static final int REPETITIONS = 15;

  /** Takes the results, as the response header does. */
  private static volatile long sink;

  @Test
  void repliesWithThePidOfTheProcess() throws Exception {
    try (Deployed server = new Deployed(new CpuServer(), new JsonObject())) {
      HttpResponse<String> response = server.get("/hello");

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body())
          .isEqualTo("Handled by process pid " + ProcessHandle.current().pid());
    }
  }

  @Test
  void doesTheWorkThatConfigurationOrTheRequestAsksFor() throws Exception {
    try (Deployed server = new Deployed(new CpuServer(), new JsonObject().put("work", 1000))) {
      assertThat(workResult(server.get("/hello"))).isEqualTo(CpuServer.burn(1, 1000));
      assertThat(workResult(server.get("/hello?work=5"))).isEqualTo(CpuServer.burn(2, 5));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "many", "1000000001", "99999999999"})
  void refusesAnAmountThatIsNone(String work) throws Exception {
    try (Deployed server = new Deployed(new CpuServer(), new JsonObject())) {
      assertThat(server.get("/hello?work=" + work).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void everyRequestGetsWorkOfItsOwn() {
    assertThat(CpuServer.burn(1, ROUNDS)).isNotEqualTo(CpuServer.burn(2, ROUNDS));
  }

  @Test
  void compiledWorkStillTakesTimeInProportionToItsAmount() {
    cpuNanos(1, ROUNDS); // warms up: the compiler has seen all of it before anything counts
    long once = Long.MAX_VALUE;
    long eight = Long.MAX_VALUE;
    // The least of several, as whatever disturbs one only adds to it; both last as long, in turns.
    for (int repetition = 0; repetition < REPETITIONS; repetition++) {
      once = Math.min(once, cpuNanos(8, ROUNDS));
      eight = Math.min(eight, cpuNanos(1, 8 * ROUNDS));
    }

    assertThat(8.0 * eight / once).isBetween(6.0, 10.0);
  }

  private static long cpuNanos(int times, int rounds) {
    var threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    for (int seed = 1; seed <= times; seed++) {
      sink += CpuServer.burn(seed, rounds);
    }
    return threads.getCurrentThreadCpuTime() - start;
  }

  private static long workResult(HttpResponse<String> response) {
    return Long.parseUnsignedLong(response.headers().firstValue("x-work-result").orElseThrow(), 16);
  }
}
