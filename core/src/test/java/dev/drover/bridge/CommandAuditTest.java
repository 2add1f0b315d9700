package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandAuditTest extends OnTheBus {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() throws Exception {
    AUDIT.addHandler(handler);
    deploy(
        new CommandVerticle(),
        new JsonObject(
            """
            {"address": "ops", "allowShellText": true, "commands": {"login": {
              "shell": "echo written; exit 3",
              "env": {"TOKEN": "environment-value"},
              "args": {"user": {}, "password": {"secret": true}}}}}
            """));
  }

  @AfterEach
  void leave() {
    AUDIT.removeHandler(handler);
  }

  /** Waits for the end, be it a failure. */
  private void request(JsonObject request) throws Exception {
    await(request("ops", request).otherwiseEmpty());
  }

  @Test
  void aRunIsOneLineWithItsArgumentsButNoSecretsEnvironmentOrOutput() throws Exception {
    JsonObject args = new JsonObject().put("user", "a\nb\u001b[31m\u202e").put("password", "hush");
    request(new JsonObject().put("command", "login").put("args", args).put("id", "i1"));
    assertThat(lines)
        .singleElement()
        .asString()
        .matches(
            "ops: command login \\{\"user\":\"a\\\\nb\\\\u001[bB]\\[31m\\\\u202e\",\"password\":"
                + "\"\\*\\*\\*\"} id i1, pid \\d+: code 3 after \\d+ ms, 8 bytes of stdout, 0 of stderr");
  }

  @Test
  void shellTextIsInTheLogOnOneLine() throws Exception {
    request(new JsonObject().put("shell", "echo a\necho b"));
    assertThat(lines).singleElement().asString().contains("shell text echo a\\u000aecho b, pid ");
  }

  @Test
  void aRefusalIsOneLineWithoutTheValues() throws Exception {
    JsonObject args = new JsonObject().put("user", "u\0").put("password", "hush");
    request(new JsonObject().put("command", "login").put("args", args));
    request(new JsonObject().put("command", "x\ny"));
    assertThat(lines)
        .containsExactly(
            "ops: command login refused: args.user must not contain NUL, which no command line can"
                + " carry",
            "ops: command x\\u000ay refused: 'ops' has no command 'x\\u000ay'");
  }

  @Test
  void aLongArgumentIsCut() throws Exception {
    JsonObject args = new JsonObject().put("user", "u".repeat(4_096)).put("password", "hush");
    request(new JsonObject().put("command", "login").put("args", args));
    assertThat(lines).singleElement().asString().hasSizeLessThan(2_200).contains("..., pid ");
  }
}
