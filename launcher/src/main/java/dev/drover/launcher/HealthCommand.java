package dev.drover.launcher;

import dev.drover.config.ConfigException;
import dev.drover.config.ListenAddress;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code drover health}: asks a run that was started with {@code --health}, for whoever can run a
 * program but not ask for a page. Loads next to nothing.
 */
final class HealthCommand {
  static final int USUAL_PORT = 7718;

  private static final int TIMEOUT_MILLIS = 5_000;

  private final PrintStream out;

  HealthCommand(PrintStream out) {
    this.out = out;
  }

  /**
   * @param args nothing, or what to ask: {@code 7718}, {@code 127.0.0.1:7718/live}
   * @return {@link ExitCode#OK} when the answer is 200
   * @throws LaunchFailure when there is no answer
   */
  ExitCode run(List<String> args) {
    if (args.size() > 1) {
      throw usage("'" + args.get(1) + "' is one argument too many");
    }
    String asked = args.isEmpty() ? "" + USUAL_PORT : args.get(0);
    int slash = asked.indexOf('/');
    String path = slash < 0 ? "/ready" : asked.substring(slash);
    String answer = ask(address(slash < 0 ? asked : asked.substring(0, slash)), path);
    out.print(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    return answer.startsWith("HTTP/1.1 200 ") ? ExitCode.OK : ExitCode.FAILED;
  }

  private static ListenAddress address(String text) {
    try {
      return ListenAddress.parse(text);
    } catch (ConfigException e) {
      throw usage("what to ask " + e.getMessage());
    }
  }

  private static String ask(ListenAddress address, String path) {
    String request = "GET %s HTTP/1.0\r\nHost: %s\r\n\r\n".formatted(path, address);
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(address.host(), address.port()), TIMEOUT_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!answer.startsWith("HTTP/1.1 ") || !answer.contains("\r\n\r\n")) {
        throw new IOException("that is no answer of drover's");
      }
      return answer;
    } catch (IOException e) {
      throw new LaunchFailure(
          ExitCode.FAILED,
          "%s does not answer: %s; is it where drover run --health listens?"
              .formatted(address, e.getMessage()));
    }
  }

  private static LaunchFailure usage(String problem) {
    return new LaunchFailure(
        ExitCode.USAGE, problem, "usage: drover health [HOST:PORT][/live|/ready|/metrics]");
  }
}
