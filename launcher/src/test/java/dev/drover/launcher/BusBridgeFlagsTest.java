package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.ApplicationSpec.Entry;
import dev.drover.config.ConfigException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BusBridgeFlagsTest {
  private static final String RULES = "{\"inbound\": [{\"address\": \"prices\"}]}";

  private static JsonObject config(Entry entry, String bridge, String permissions) {
    RunFlags flags = new RunFlags();
    flags.busBridge = bridge;
    flags.busPermissions = permissions;
    return BusBridgeFlags.config(flags, target(entry));
  }

  private static Target target(Entry entry) {
    return new Target(entry, "App", "App", "app", List.of(), null, null);
  }

  @Test
  void withoutTheFlagThereIsNoBridge() {
    assertThat(config(Entry.VERTICLE, null, null)).isNull();
  }

  @Test
  void placeAndRulesAreOneConfiguration() {
    assertThat(config(Entry.VERTICLE, "127.0.0.1:7000", RULES))
        .isEqualTo(new JsonObject(RULES).put("listen", "127.0.0.1:7000"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "VERTICLE | | {} | --bus-permissions are for --bus-bridge, which is not there",
        "VERTICLE | unix:/tmp/b | | --bus-bridge permits nothing by itself",
        "MAIN | unix:/tmp/b | {} | --bus-bridge is for verticles",
        "VERTICLE | b | {} | --bus-bridge must be unix:/path or host:port, was 'b'",
        "VERTICLE | unix:/tmp/b | {\"listen\": \"x\"} | --bus-permissions: listen is said",
        "VERTICLE | unix:/tmp/b | {\"in\": []} | --bus-permissions: in is unknown"
      })
  void whatIsWrongIsToldByFlag(Entry entry, String bridge, String rules, String problem) {
    assertThatThrownBy(() -> config(entry, bridge, rules))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(problem);
  }
}
