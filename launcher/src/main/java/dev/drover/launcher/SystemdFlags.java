package dev.drover.launcher;

import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of {@code drover systemd-unit}: a few of its own, then those of {@code drover run}.
 *
 * @param user whether the unit is for the user's own manager
 * @param socket address of a socket unit, which is printed instead; null for the service
 * @param run the rest
 */
record SystemdFlags(boolean user, String socket, List<String> run) {
  static final String USER = "--user";
  static final String SOCKET = "--socket";

  /**
   * @throws LaunchFailure when a value is missing
   */
  static SystemdFlags read(List<String> args) {
    boolean user = false;
    String socket = null;
    List<String> run = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (arg.equals("--")) {
        run.addAll(args.subList(i, args.size()));
        break;
      }
      if (arg.equals(USER)) {
        user = true;
      } else if (arg.equals(SOCKET) && i + 1 < args.size()) {
        socket = args.get(++i);
      } else if (arg.startsWith(SOCKET + "=")) {
        socket = arg.substring(SOCKET.length() + 1);
      } else if (arg.equals(SOCKET)) {
        throw CommandLineReader.usage(
            "--socket needs an address to listen on, as in 8080 or 127.0.0.1:8080", "systemd-unit");
      } else {
        run.add(arg);
      }
    }
    return new SystemdFlags(user, socket, run);
  }
}
