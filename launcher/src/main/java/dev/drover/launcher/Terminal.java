package dev.drover.launcher;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * One of this process' output streams, unbuffered.
 *
 * @param colours whether colours may be used: it is a terminal, and the user does not object
 * @param place tells streams that end in the same place from others; null where not known
 */
record Terminal(OutputStream stream, boolean colours, String place) {

  static Terminal stdout() {
    return of(new FileOutputStream(FileDescriptor.out), 1);
  }

  static Terminal stderr() {
    return of(new FileOutputStream(FileDescriptor.err), 2);
  }

  private static Terminal of(OutputStream stream, int descriptor) {
    String place = place(descriptor);
    return new Terminal(stream, isTerminal(descriptor) && wantsColours(System.getenv()), place);
  }

  /** By https://no-color.org and the terminal's own word. */
  static boolean wantsColours(Map<String, String> env) {
    return env.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(env.get("TERM"));
  }

  /** Whether this process' descriptor of that number is one. */
  static boolean isTerminal(int descriptor) {
    String place = place(descriptor);
    return place == null ? hasConsole() : isTerminal(place);
  }

  static boolean isTerminal(String place) {
    return place.startsWith("/dev/pts/")
        || place.startsWith("/dev/tty")
        || place.equals("/dev/console");
  }

  /** Where Linux says that a descriptor leads; null elsewhere. */
  private static String place(int descriptor) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
    } catch (IOException | UnsupportedOperationException notLinux) {
      return null;
    }
  }

  /** From Java 22 on there is a console even in a pipe, which then says that it is no terminal. */
  private static boolean hasConsole() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException before22) {
      return true;
    }
  }

  /** The encoding the terminal's user has chosen. */
  static Charset charset() {
    String name = System.getProperty("stdout.encoding", System.getProperty("native.encoding"));
    return name != null && Charset.isSupported(name)
        ? Charset.forName(name)
        : Charset.defaultCharset();
  }
}
