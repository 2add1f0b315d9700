package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drover.config.ConfigException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A child of a user of its own keeps its environment to itself. Becoming one needs root. */
@EnabledOnOs(OS.LINUX)
class ChildUserTest extends ChildrenOnTheBus {
  private static final int ONE = 65534;
  private static final int OTHER = 65533;
  private static final String SECRET = "hunter2-of-the-environment";

  /** Answers a pid with what it can see of that process's environment. */
  private static final String SPY =
      "while read -r pid; do head -c 1000 /proc/$pid/environ 2>&1 | tr '\\n\\0' '  '; echo; done";

  private static void asRoot() {
    assumeTrue(System.getProperty("user.name").equals("root"), "this test needs root");
  }

  private int startWithSecret() throws Exception {
    deploy(ProcessSpec.shell("secretive", "read -r x").env("TOKEN", SECRET).user(ONE, ONE).build());
    return event("spawn").getInteger("pid");
  }

  @Test
  void aChildOfAnotherUserCannotReadIt() throws Exception {
    asRoot();
    int pid = startWithSecret();
    deploy(ProcessSpec.shell("spy", SPY).user(OTHER, OTHER).build());
    assertThat((String) await(ask("spy", Integer.toString(pid))))
        .contains("ermission denied")
        .doesNotContain(SECRET);
    deploy(ProcessSpec.shell("same", SPY).user(ONE, ONE).build());
    assertThat((String) await(ask("same", Integer.toString(pid)))).contains(SECRET);
  }

  @Test
  void aCommandRunsAsTheUserThatItsConfigurationNames() throws Exception {
    asRoot();
    int pid = startWithSecret();
    JsonObject commands =
        new JsonObject(
            """
            {"address": "ops", "commands": {
              "spy": {"command": ["cat", "/proc/%d/environ"], "uid": %d, "gid": %d},
              "who": {"shell": "id -u; id -g", "uid": %d, "gid": %d}}}"""
                .formatted(pid, OTHER, OTHER, OTHER, ONE));
    await(vertx.deployVerticle(new CommandVerticle(), new DeploymentOptions().setConfig(commands)));
    JsonObject spied = (JsonObject) await(ask("ops", new JsonObject().put("command", "spy")));
    assertThat(spied.getInteger("code")).isNotZero();
    assertThat(spied.getString("stderr")).contains("Permission denied");
    JsonObject who = (JsonObject) await(ask("ops", new JsonObject().put("command", "who")));
    assertThat(who.getString("stdout")).isEqualTo(OTHER + "\n" + ONE + "\n");
  }

  @Test
  void aUserThatCannotBeIsRefused() {
    JsonObject config =
        new JsonObject("{\"shell\": \"true\", \"address\": \"a\", \"uid\": -1, \"gid\": 1.5}");
    assertThatThrownBy(() -> ProcessSpec.fromJson(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("uid must be a whole number from 0 to 2147483647, was -1")
        .hasMessageContaining("gid must be a whole number from 0 to 2147483647, was 1.5");
    assertThatThrownBy(() -> ProcessSpec.shell("a", "true").user(-1, 0))
        .hasMessage("uid and gid must be >= 0, were -1 and 0");
  }
}
