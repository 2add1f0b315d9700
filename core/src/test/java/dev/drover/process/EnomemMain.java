package dev.drover.process;

import io.vertx.core.Vertx;
import java.util.Collections;
import java.util.List;

/**
 * A JVM whose memory is limited from outside: tells how a spawn fails, and that one works later.
 */
public final class EnomemMain {
  /** Their table needs more than the C library may have left from something else. */
  private static final List<String> MUCH = Collections.nCopies(100_000, "");

  private EnomemMain() {}

  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    // Loads and starts all that is needed, the way of failures too.
    ChildProcess.execFile(vertx, "true").await();
    attempt(vertx, "no-such-command");
    attempt(vertx, "true");
    say("ready");
    say(attempt(vertx, "true"));
    System.out.println(attempt(vertx, "true"));
    System.exit(0);
  }

  /** And waits until the limit is another. */
  private static void say(String line) throws Exception {
    System.out.println(line);
    if (System.in.read() < 0) {
      System.exit(1);
    }
  }

  private static String attempt(Vertx vertx, String command) {
    try {
      ChildProcess.execFile(vertx, command, MUCH, ExecOptions.DEFAULTS).await();
      return "works";
    } catch (Exception e) {
      return e instanceof SpawnException spawn ? spawn.reason() + " " + spawn.code() : e.toString();
    }
  }
}
