package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopViewTest {
  private static final List<String> EVENTS = List.of("first event", "second event", "last event");

  private static JsonObject status(int slots) {
    JsonArray all = new JsonArray();
    for (int number = 1; number <= slots; number++) {
      all.add(
          new JsonObject()
              .put("slot", "web#" + number)
              .put("state", number == 2 ? "failed" : "ready")
              .put("restarts", 0)
              .put("connections", number)
              .put("requestsPerSecond", 10.0 * number)
              .put("cpuPercent", number == 3 ? 99.0 : number));
    }
    JsonObject service =
        new JsonObject().put("name", "web").put("addresses", new JsonArray()).put("slots", all);
    return new JsonObject()
        .put("name", "web")
        .put("pid", 1)
        .put("uptimeMs", 5_000)
        .put("state", "running")
        .put("services", new JsonArray().add(service));
  }

  private static List<String> lines(int rows, int columns, int slots, TopSort sort, int scroll) {
    return new TopView(rows, columns, true)
        .lines(status(slots), EVENTS, sort, scroll).stream()
            .map(AttributedString::toString)
            .toList();
  }

  @ParameterizedTest
  @CsvSource({"24,80,4", "24,80,100", "5,80,4", "2,80,4", "1,80,4", "10,12,4", "3,1,1"})
  void itFillsAScreenOfAnySizeAndNoMore(int rows, int columns, int slots) {
    List<String> lines = lines(rows, columns, slots, TopSort.SLOT, 0);

    assertThat(lines).hasSize(rows).allMatch(line -> line.length() <= columns);
    assertThat(lines.get(rows - 1)).startsWith(rows > 1 ? "q" : "w");
  }

  @Test
  void theLargestComesFirstAndTheColumnSaysSo() {
    List<String> lines = lines(24, 120, 4, TopSort.CPU, 0);

    assertThat(lines.get(3)).contains(" cpu ", " RSS ");
    assertThat(lines.subList(4, 8))
        .extracting(line -> line.substring(0, 5))
        .containsExactly("web#3", "web#4", "web#2", "web#1");
  }

  @Test
  void theHeadSumsUp() {
    assertThat(lines(24, 120, 4, TopSort.SLOT, 0).get(0))
        .contains("3 of 4 ready", "10 connections", "100 requests/s");
  }

  @Test
  void whereThereIsNoRoomForAllEventsTheLastAreShown() {
    List<String> lines = lines(11, 120, 4, TopSort.SLOT, 0);

    assertThat(lines).contains("last event").doesNotContain("first event");
  }

  @Test
  void slotsThatHaveNoRoomAreScrolledTo() {
    List<String> shown = new ArrayList<>();
    for (int scroll : new int[] {0, 3, 1_000}) {
      List<String> lines = lines(14, 120, 100, TopSort.SLOT, scroll);
      shown.add(lines.stream().filter(line -> line.startsWith("slots ")).findFirst().orElse(""));
    }

    assertThat(shown)
        .containsExactly("slots 1 to 5 of 100", "slots 4 to 8 of 100", "slots 96 to 100 of 100");
  }
}
