package dev.drover.control;

import io.vertx.core.json.JsonObject;

/** What both sides must agree on; {@code docs/CONTROL.md} describes it. */
final class ControlProtocol {
  /** Raised when an older client or server would misunderstand; additions do not raise it. */
  static final Integer VERSION = 1;

  /** Longest line of a server's, in bytes, without its line end. */
  static final int MAX_ANSWER = 1024 * 1024;

  private ControlProtocol() {}

  /** What the supervisor of that name, in this JVM, answers to hello. */
  static JsonObject greeting(String name) {
    String drover = ControlProtocol.class.getPackage().getImplementationVersion();
    return new JsonObject()
        .put("version", VERSION)
        .put("name", name)
        .put("pid", ProcessHandle.current().pid())
        .put("drover", drover == null ? "unknown" : drover);
  }
}
