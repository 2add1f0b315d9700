package dev.drover.bridge;

import dev.drover.config.ConfigException;
import dev.drover.config.JsonFields;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Where a bus bridge listens, and what those who connect may reach. */
record BusBridgeConfig(SocketAddress address, BusPermissions permissions) {
  private static final String UNIX = "unix:";
  private static final int LONGEST_PATH = 100;

  /**
   * @throws ConfigException with every problem
   */
  static BusBridgeConfig read(JsonObject json) {
    List<String> problems = new ArrayList<>();
    JsonFields fields = new JsonFields("", json, problems);
    SocketAddress address = address(fields);
    BusPermissions permissions = BusPermissions.read(fields);
    for (int i = 0; i < permissions.outbound().size(); i++) {
      if (permissions.outbound().get(i).match() != null) {
        fields.problem(
            "outbound[" + i + "].match",
            "cannot be had: Vert.x's TCP bridge checks no bodies there");
      }
    }
    fields.finish();
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new BusBridgeConfig(address, permissions);
  }

  private static SocketAddress address(JsonFields fields) {
    String text = fields.requiredText("listen");
    try {
      return text.isEmpty() ? null : parse(text);
    } catch (IllegalArgumentException e) {
      fields.problem(
          "listen", "must be unix:/path or host:port, was '" + text + "'" + e.getMessage());
      return null;
    }
  }

  private static SocketAddress parse(String text) {
    if (text.startsWith(UNIX)) {
      String path = text.substring(UNIX.length());
      if (!path.startsWith("/") || path.length() > LONGEST_PATH || path.indexOf('\0') >= 0) {
        throw new IllegalArgumentException(
            ": a path begins with / and has at most " + LONGEST_PATH + " characters");
      }
      return SocketAddress.domainSocketAddress(path);
    }
    int colon = text.lastIndexOf(':');
    String host = colon < 1 ? "" : text.substring(0, colon).replaceAll("^\\[(.*)]$", "$1");
    if (host.isEmpty() || !text.substring(colon + 1).matches("\\d{1,5}")) {
      throw new IllegalArgumentException("");
    }
    return SocketAddress.inetSocketAddress(Integer.parseInt(text.substring(colon + 1)), host);
  }
}
