package dev.drover.launcher;

import dev.drover.config.Durations;
import dev.drover.config.NearNames;
import dev.drover.control.ControlClient;
import dev.drover.control.ControlException;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code drover bus}: speaks on the event bus of a supervisor's replicas. */
final class BusCommand {
  static final List<String> VERBS = List.of("request", "send", "publish", "listen");

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** The supervisor answers before, even when the replica does not. */
  private static final Duration SLACK = Duration.ofSeconds(5);

  private final Supervisors supervisors;
  private final PrintStream out;
  private final PrintStream err;

  @Command(name = "bus")
  static final class Flags {
    @Mixin ControlFlags control = new ControlFlags();

    @Option(
        names = {"-header", "--header"},
        paramLabel = "K=V")
    List<String> headers = new ArrayList<>();

    @Option(names = {"-timeout", "--timeout"})
    String timeout;

    @Option(names = {"-count", "--count"})
    Integer count;

    @Option(
        names = {"-text", "--text"},
        arity = "0")
    boolean text;

    @Option(names = {"-via", "--via"})
    String via;

    @Parameters(index = "0", arity = "0..1")
    String verb;

    @Parameters(index = "1", arity = "0..1")
    String address;

    @Parameters(index = "2", arity = "0..1")
    String body;
  }

  BusCommand(Supervisors supervisors, PrintStream out, PrintStream err) {
    this.supervisors = supervisors;
    this.out = out;
    this.err = err;
  }

  void run(List<String> args) {
    Flags flags = CommandLineReader.read(new Flags(), args, "bus");
    check(flags);
    JsonObject wish = new JsonObject().put("address", flags.address);
    if (flags.via != null) {
      wish.put("via", flags.via);
    }
    if (!flags.verb.equals("listen")) {
      say(flags, wish);
      return;
    }
    try (ControlClient client = supervisors.connect(flags.control.name)) {
      new BusListen(client, out, err, flags.control.json, flags.count).run(wish);
    }
  }

  private static void check(Flags flags) {
    if (flags.verb == null || !VERBS.contains(flags.verb)) {
      throw usage(
          flags.verb == null
              ? "what to do is missing: request, send, publish or listen"
              : "the bus cannot '%s', but request, send, publish and listen%s"
                  .formatted(flags.verb, NearNames.hint(flags.verb, VERBS)));
    }
    if (flags.address == null || flags.address.isEmpty()) {
      throw usage("the address is missing: drover bus " + flags.verb + " ADDRESS");
    }
    boolean listens = flags.verb.equals("listen");
    if (listens && (flags.body != null || flags.text || !flags.headers.isEmpty())) {
      throw usage("listen takes an address, and nothing to say there");
    }
    if (flags.timeout != null && !flags.verb.equals("request")) {
      throw usage("--timeout is of request, which alone waits for a reply");
    }
    if (flags.count != null && (!listens || flags.count < 1)) {
      throw usage(listens ? "--count must be 1 or more" : "--count is of listen");
    }
  }

  private static LaunchFailure usage(String problem) {
    return CommandLineReader.usage(problem, "bus");
  }

  private void say(Flags flags, JsonObject wish) {
    wish.put("body", BusArguments.body(flags.body, flags.text, System.in));
    Map<String, String> headers = BusArguments.headers(flags.headers);
    JsonObject each = new JsonObject();
    headers.forEach(each::put);
    wish.put("headers", each);
    Duration timeout = TIMEOUT;
    if (flags.verb.equals("request")) {
      timeout = flags.timeout == null ? TIMEOUT : BusArguments.duration(flags.timeout);
      wish.put("timeout", Durations.format(timeout));
    }
    BusArguments.requireShort(wish);
    try (ControlClient client = supervisors.connect(flags.control.name)) {
      JsonObject result = client.request("bus-" + flags.verb, wish, timeout.plus(SLACK));
      print(flags, result);
    } catch (ControlException e) {
      if (!flags.control.json || !e.details().containsKey("failureType")) {
        throw e;
      }
      out.println(e.details().copy().put("message", e.getMessage()).encode());
      throw e;
    }
  }

  private void print(Flags flags, JsonObject result) {
    if (flags.control.json) {
      out.println(result.encode());
    } else if (flags.verb.equals("request")) {
      BusText.note(result).ifPresent(err::println);
      out.println(BusText.body(result, true));
    } else {
      out.println(
          "%s '%s' through %s"
              .formatted(
                  flags.verb.equals("send") ? "sent to" : "published at",
                  flags.address,
                  result.getString("via")));
    }
  }
}
