package shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shop as drover.yaml has it, with a customer who asks all the time. */
@Timeout(600)
class DegradationIT {
  /** The breaker's patience is half a second; a busy machine has its own. */
  private static final Duration LONGEST = Duration.ofSeconds(8);

  private static final JsonObject PEAR =
      new JsonObject()
          .put("product", "pear")
          .put("cents", 120)
          .put("pieces", 12)
          .put("boughtWith", new JsonArray().add("plum").add("apple"))
          .put("missing", new JsonArray());
  private static final JsonObject WITHOUT =
      PEAR.copy().putNull("boughtWith").put("missing", new JsonArray().add("boughtWith"));

  @TempDir Path directory;

  @Test
  void pagesGoWithoutAServiceThatIsKilledUntilItIsBackAndWhenItIsGivenUp() throws Exception {
    try (Shop shop = new Shop(directory)) {
      shop.awaitLine(0, " to stop ");
      awaitPage(shop, PEAR);
      assertThat(shop.get("/products/kiwi").statusCode()).isEqualTo(404);
      try (Customer customer = new Customer(shop)) {
        Matcher first = find(shop, "recommendations +replicas 2, pids (\\d+), (\\d+)");
        kill(first.group(1));
        kill(first.group(2));
        awaitPage(shop, WITHOUT);
        String again = find(shop, "recommendations#1 is ready again, pid (\\d+)").group(1);
        String other = find(shop, "recommendations#2 is ready again, pid (\\d+)").group(1);
        awaitPage(shop, PEAR);

        kill(again);
        kill(other);
        find(shop, "recommendations#1 has failed and is given up");
        find(shop, "recommendations#2 has failed and is given up");
        awaitPage(shop, WITHOUT);

        shop.ask("restart", "recommendations", "-n", "shop");
        awaitPage(shop, PEAR);
        assertThat(customer.complaints).isEmpty();
        assertThat(customer.pages).isPositive();
      }
    }
  }

  private static Matcher find(Shop shop, String regex) throws Exception {
    Matcher found = Pattern.compile(regex).matcher(shop.line(shop.awaitLine(0, regex)));
    assertThat(found.find()).isTrue();
    return found;
  }

  private static void kill(String pid) {
    ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
  }

  private static void awaitPage(Shop shop, JsonObject page) throws Exception {
    long end = System.nanoTime() + Shop.PATIENCE.toNanos();
    String got;
    do {
      HttpResponse<String> answer = shop.get("/products/pear");
      got = answer.statusCode() + " " + answer.body().strip();
      if (got.equals("200 " + page.encode())) {
        return;
      }
    } while (System.nanoTime() < end);
    assertThat(got).isEqualTo("200 " + page.encode());
  }

  /** Notes each page that is not there, or not soon. */
  private static final class Customer implements AutoCloseable {
    final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    volatile int pages;
    private final Thread thread;
    private volatile boolean stays = true;

    Customer(Shop shop) {
      thread = new Thread(() -> ask(shop), "customer");
      thread.start();
    }

    private void ask(Shop shop) {
      int seen = 0;
      while (stays) {
        long start = System.nanoTime();
        try {
          HttpResponse<String> answer = shop.get("/products/pear");
          Duration took = Duration.ofNanos(System.nanoTime() - start);
          if (answer.statusCode() != 200 || took.compareTo(LONGEST) > 0) {
            complaints.add(answer.statusCode() + " after " + took + ": " + answer.body());
          }
          pages = ++seen;
        } catch (Exception failed) {
          complaints.add(failed.toString());
        }
      }
    }

    @Override
    public void close() {
      stays = false;
      try {
        thread.join();
      } catch (InterruptedException asked) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
