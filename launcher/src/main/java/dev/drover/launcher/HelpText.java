package dev.drover.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The help pages; plain text, so that showing one loads next to nothing. */
enum HelpText {
  OVERVIEW("help.txt"),
  RUN("help-run.txt"),
  LOGS("help-logs.txt"),
  CONTROL("help-control.txt"),
  BUS("help-bus.txt"),
  VERIFY("help-verify.txt"),
  SYSTEMD_UNIT("help-systemd-unit.txt"),
  COMPLETION("help-completion.txt"),
  CONFIG("help-config.txt");

  private final String resource;

  HelpText(String resource) {
    this.resource = resource;
  }

  /** What of {@code drover} it is about. */
  String command() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The page about a command to a running supervisor. */
  static HelpText ofControl(String command) {
    return command.equals(BUS.command()) ? BUS : CONTROL;
  }

  String text() {
    try (InputStream stream = HelpText.class.getResourceAsStream(resource)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + resource, e);
    }
  }
}
