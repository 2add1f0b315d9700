package dev.drover.socket;

import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.nio.file.Path;

/** The supervisor's ports in a JVM of their own: {@code PortsMain socket slots}. */
public final class PortsMain {
  private static final InternalLogger LOG = InternalLoggerFactory.getInstance(PortsMain.class);

  private PortsMain() {}

  public static void main(String[] args) throws IOException {
    SharedPorts.open(Path.of(args[0]), Integer.parseInt(args[1]), new SharedPorts.Listener() {});
    // The first warning needs files (zones, classes): there may be no descriptors for them later.
    LOG.warn("ports of {}: {}, {}", args[0], "open", args[1]);
    System.out.println("open");
    while (System.in.read() >= 0) {
      // Nothing is asked for: the end of the input is what counts.
      continue;
    }
    System.exit(0);
  }
}
