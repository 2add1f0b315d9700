package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.process.ChildProcess;
import dev.drover.process.SpawnOptions;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A child's environment is the child's: whatever goes wrong, no log, event or reply shows it. */
class SecretEnvironmentTest extends ChildrenOnTheBus {
  private static final String SECRET = "hunter2-of-the-environment";
  private static final JsonObject ENV = new JsonObject().put("TOKEN", SECRET);

  /** Held, or the level is lost with the logger. */
  private static final Logger ROOT = Logger.getLogger("");

  private static final Logger OURS = Logger.getLogger("dev.drover");

  /** All that anybody could read. */
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());

  private final Handler log =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          said.add(line.getLoggerName() + ": " + line.getMessage());
          if (line.getThrown() != null) {
            said.add(text(line.getThrown()));
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listenToEverything() throws Exception {
    AUDIT.setUseParentHandlers(true);
    OURS.setLevel(Level.ALL);
    log.setLevel(Level.ALL);
    ROOT.addHandler(log);
    vertx.eventBus().addInboundInterceptor(this::note);
    vertx.eventBus().addOutboundInterceptor(this::note);
  }

  @AfterEach
  void leave() {
    ROOT.removeHandler(log);
    OURS.setLevel(null);
    AUDIT.setUseParentHandlers(false);
    assertThat(said).isNotEmpty();
    assertThat(String.join("\n", said)).doesNotContain(SECRET);
  }

  private void note(DeliveryContext<Object> delivery) {
    said.add(delivery.message().headers() + " " + delivery.body());
    delivery.next();
  }

  private static String text(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private void fails(Future<?> future) throws Exception {
    said.add(text(failure(future)));
  }

  private static JsonObject child(String address) {
    return new JsonObject()
        .put("address", address)
        .put("env", ENV.copy())
        .put("restart", new JsonObject().put("policy", "never"));
  }

  @Test
  void aChildThatCannotStartOrCrashes() throws Exception {
    fails(vertx.deployVerticle("proc:no-such-program", options(child("absent"))));
    deploy("sh:read -r x; echo broken >&2; exit 7", child("mortal"), 1);
    fails(ask("mortal", "go"));
    assertThat(event("exit").getInteger("code")).isEqualTo(7);
    JsonObject late =
        child("late").put("ready", new JsonObject().put("timeout", "50ms").put("line", "up"));
    fails(vertx.deployVerticle("sh:sleep 600", options(late)));
  }

  @Test
  void aConfigurationThatIsWrong() throws Exception {
    for (Object wrong :
        new Object[] {
          new JsonArray().add(SECRET), new JsonObject().put("TO\0KEN", SECRET), SECRET
        }) {
      fails(vertx.deployVerticle("proc:cat", options(child("wrong").put("env", wrong))));
      JsonObject command = new JsonObject().put("shell", "true").put("env", wrong);
      fails(
          vertx.deployVerticle(
              new CommandVerticle(),
              options(
                  new JsonObject()
                      .put("address", "ops")
                      .put("commands", new JsonObject().put("run", command)))));
    }
  }

  @Test
  void aCommandThatFailsTimesOutOrIsCancelled() throws Exception {
    JsonObject commands =
        new JsonObject()
            .put("fail", command("echo no >&2; exit 3"))
            .put("late", command("exec sleep 600").put("timeout", "50ms"))
            .put("lost", command("true").put("cwd", "/no/such/directory"))
            .put("flood", command("exec yes").put("maxBuffer", 100));
    deploy(new CommandVerticle(), new JsonObject().put("address", "ops").put("commands", commands));
    for (String name : commands.fieldNames()) {
      await(request("ops", new JsonObject().put("command", name)).otherwiseEmpty());
    }
  }

  private static JsonObject command(String text) {
    return new JsonObject().put("shell", text).put("env", ENV.copy());
  }

  @Test
  void aChildThatBreaksTheProtocolOfItsChannel() throws Exception {
    SpawnOptions options = SpawnOptions.builder().env("TOKEN", SECRET).build();
    ChildProcess child =
        await(ChildProcess.fork(vertx, "sh", List.of("-c", "echo nonsense >&3; cat <&3"), options));
    BusChannel bus = BusChannel.attach(vertx, child, BusPermissions.own("mine"));
    child.stdout().lines().handler(said::add);
    fails(bus.closed());
    await(child.exit());
  }

  private static DeploymentOptions options(JsonObject config) {
    return new DeploymentOptions().setConfig(config);
  }
}
