package dev.drover.control;

import java.nio.file.Path;

/** A JVM of its own that takes a name, says so, and waits to be killed. */
final class NameHolder {

  private NameHolder() {}

  /** Takes the directory and the name. */
  public static void main(String[] args) throws Exception {
    TestServer server = new TestServer(Path.of(args[0]), ControlLimits.DEFAULT);
    // A client does not wait for long, and the first one has to wait until many classes are loaded.
    RawClient.greeted(server.socket()).close();
    System.out.println("listening at " + server.socket());
    Thread.sleep(Long.MAX_VALUE);
  }
}
