package dev.drover.launcher;

import dev.drover.config.ServiceConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The text of a unit for systemd. */
final class SystemdUnit {
  /** Beyond what Drover itself allows for. */
  private static final Duration SLACK = Duration.ofSeconds(10);

  private static final Duration WATCHDOG = Duration.ofSeconds(30);

  private final String name;
  private final boolean user;
  private final List<String> lines = new ArrayList<>();

  private SystemdUnit(String name, boolean user) {
    this.name = name;
    this.user = user;
  }

  /**
   * @param command what starts Drover, with all arguments
   * @param directory in which it is to run
   * @param reloadable whether its replicas can be replaced without a gap
   * @param javaHome the Java to run it with
   */
  static List<String> service(
      ServiceConfig service,
      boolean reloadable,
      boolean user,
      List<String> command,
      Path directory,
      Path javaHome) {
    SystemdUnit unit = new SystemdUnit(service.name(), user);
    Duration start = service.ready().timeout().plus(SLACK);
    Duration stop = service.stop().grace().plus(SLACK);
    unit.install("service")
        .add(
            "",
            "[Unit]",
            "Description=" + service.name() + " (Drover)",
            "Wants=network-online.target",
            "After=network-online.target",
            "",
            "[Service]",
            // One JVM cannot be replaced without a gap.
            reloadable ? "# Before systemd 253: notify" : "# Without --replicas there is no reload",
            reloadable ? "Type=notify-reload" : "Type=notify",
            "ExecStart=" + String.join(" ", command.stream().map(SystemdUnit::quote).toList()),
            "WorkingDirectory=" + path(directory),
            "Environment=" + quote("JAVA_HOME=" + javaHome),
            "# Drover drains its replicas and kills those that do not end in time",
            "KillMode=mixed",
            "TimeoutStartSec=" + start.toSeconds(),
            "TimeoutStopSec=" + stop.toSeconds(),
            "# Fed while the supervisor works and hears its replicas; one that hangs it replaces itself",
            "WatchdogSec=" + WATCHDOG.toSeconds(),
            "Restart=on-failure",
            "# Wrong flags, or nothing there to be run: another try changes nothing",
            "RestartPreventExitStatus=2 3",
            "LimitNOFILE=65536",
            "",
            "[Install]",
            "WantedBy=" + (user ? "default.target" : "multi-user.target"));
    return unit.lines;
  }

  /**
   * @param address port, or host and port
   */
  static List<String> socket(ServiceConfig service, boolean user, String address) {
    SystemdUnit unit = new SystemdUnit(service.name(), user);
    unit.install("socket")
        .add(
            "# Connections wait here while Drover is restarted; the application listens on the"
                + " same",
            "# address, as always.",
            "",
            "[Unit]",
            "Description=" + service.name() + " (Drover), its port",
            "",
            "[Socket]",
            "ListenStream=" + address,
            "Backlog=4096",
            "NoDelay=true",
            "",
            "[Install]",
            "WantedBy=sockets.target");
    return unit.lines;
  }

  private SystemdUnit install(String kind) {
    String directory = user ? "~/.config/systemd/user/" : "/etc/systemd/system/";
    String control = user ? "systemctl --user" : "systemctl";
    return add(
        "# %s%s.%s, written by drover systemd-unit".formatted(directory, name, kind),
        "# %s daemon-reload && %s enable --now %s.%s".formatted(control, control, name, kind));
  }

  private SystemdUnit add(String... more) {
    lines.addAll(List.of(more));
    return this;
  }

  /** As systemd.syntax(7) and systemd.service(5) want it: no variable, no specifier, one word. */
  static String quote(String word) {
    String plain = word.replace("%", "%%").replace("$", "$$");
    if (plain.matches("[A-Za-z0-9_@%+=:,./$#-]+") && !plain.startsWith("#")) {
      return plain;
    }
    return '"'
        + plain
            .replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\t", "\\t")
        + '"';
  }

  /** Taken to the end of the line: nothing but specifiers has a meaning. */
  private static String path(Path directory) {
    return directory.toString().replace("%", "%%");
  }
}
