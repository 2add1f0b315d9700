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
    cpuNanos(ROUNDS); // warms up: the compiler has seen all of it before anything counts

    double growth = (double) cpuNanos(8 * ROUNDS) / cpuNanos(ROUNDS);

    assertThat(growth).isBetween(6.0, 10.0);
  }

  /** The least of several measurements, as whatever disturbs one only adds to it. */
  private static long cpuNanos(int rounds) {
    var threads = ManagementFactory.getThreadMXBean();
    long best = Long.MAX_VALUE;
    for (int seed = 1; seed <= REPETITIONS; seed++) {
      long start = threads.getCurrentThreadCpuTime();
      sink += CpuServer.burn(seed, rounds);
      best = Math.min(best, threads.getCurrentThreadCpuTime() - start);
    }
    return best;
  }

  private static long workResult(HttpResponse<String> response) {
    return Long.parseUnsignedLong(response.headers().firstValue("x-work-result").orElseThrow(), 16);
  }
}
