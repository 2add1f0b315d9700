package dev.drover.launcher;

import java.io.IOException;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/**
 * The whole terminal, from when it is taken until it is given back as it was by {@link #close}. Who
 * ends this JVM otherwise leaves a screen that no shell can use: the terminal's library closes it
 * in a shutdown hook of its own, so nothing can be put right in another.
 */
final class TopScreen implements AutoCloseable {
  /** Nothing was pressed. */
  static final int NO_KEY = -2;

  private final Terminal terminal;
  private final Display display;
  private final Attributes before;
  private boolean given;

  private TopScreen(Terminal terminal) {
    this.terminal = terminal;
    display = new Display(terminal, true);
    before = terminal.enterRawMode();
    // What would stop this JVM would leave a screen that no shell can use.
    Attributes raw = terminal.getAttributes();
    raw.setControlChar(ControlChar.VSUSP, 0);
    terminal.setAttributes(raw);
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    terminal.flush();
  }

  /**
   * @param resized called on another thread when the terminal has another size
   * @param stop called on another thread when this JVM is asked to stop, by Ctrl-C or otherwise
   * @throws IOException when this is no terminal that can be used
   */
  static TopScreen open(Runnable resized, Runnable stop) throws IOException {
    Terminal terminal =
        TerminalBuilder.builder()
            .system(true)
            .provider("exec")
            .dumb(false)
            .nativeSignals(true)
            .build();
    terminal.handle(Signal.WINCH, signal -> resized.run());
    TopScreen screen = new TopScreen(terminal);
    Signals.onStop(
        stop,
        () -> {
          screen.giveBack();
          Runtime.getRuntime().halt(ExitCode.FAILED.value());
        });
    return screen;
  }

  Size size() {
    return terminal.getSize();
  }

  /**
   * @param size what they were made for
   */
  synchronized void show(List<AttributedString> lines, Size size) {
    if (!given) {
      display.resize(size);
      display.update(lines, 0);
    }
  }

  /** The next key within so long; {@link #NO_KEY}, or -1 when there will be none any more. */
  int key(long millis) throws IOException {
    return terminal.reader().read(Math.max(1, millis));
  }

  private synchronized void giveBack() {
    if (!given) {
      given = true;
      terminal.puts(Capability.cursor_visible);
      terminal.puts(Capability.exit_ca_mode);
      terminal.flush();
      terminal.setAttributes(before);
    }
  }

  @Override
  public void close() {
    giveBack();
    try {
      terminal.close();
    } catch (IOException e) {
      // It is as it was.
    }
  }
}
