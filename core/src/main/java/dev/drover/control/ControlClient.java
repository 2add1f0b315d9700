package dev.drover.control;

import dev.drover.control.ControlException.Code;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Asks one supervisor. Blocks, and needs neither Vert.x nor Netty to run; for one thread at a time.
 * Every failure is a {@link ControlException}.
 */
public final class ControlClient implements AutoCloseable {
  /** For what a supervisor answers at once. */
  public static final Duration PATIENCE = Duration.ofSeconds(5);

  private final String name;
  private final LineChannel channel;
  private JsonObject server = new JsonObject();
  private int lastId;

  private ControlClient(String name, LineChannel channel) {
    this.name = name;
    this.channel = channel;
  }

  /**
   * Connects to the supervisor of that name. What a killed one has left there is removed.
   *
   * @throws ControlException {@link Code#NOT_FOUND} when there is none
   */
  public static ControlClient connect(ControlDirectory directory, String name) {
    Path path = directory.socket(name);
    LineChannel channel = open(directory, name, path);
    ControlClient client = new ControlClient(name, channel);
    try {
      client.server =
          client.request(
              "hello", new JsonObject().put("version", ControlProtocol.VERSION), PATIENCE);
      return client;
    } catch (ControlException e) {
      client.close();
      throw e;
    }
  }

  private static LineChannel open(ControlDirectory directory, String name, Path path) {
    try {
      SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        socket.connect(UnixDomainSocketAddress.of(path));
        return new LineChannel(socket);
      } catch (IOException | RuntimeException e) {
        socket.close();
        throw e;
      }
    } catch (ConnectException nobodyListens) {
      sweep(directory, name);
    } catch (IOException e) {
      if (Files.exists(path)) {
        throw new ControlException(
            Code.FAILED,
            "the supervisor %s cannot be reached at %s: %s".formatted(name, path, e.getMessage()));
      }
    }
    throw new ControlException(Code.NOT_FOUND, "no supervisor named " + name + " runs");
  }

  private static void sweep(ControlDirectory directory, String name) {
    try {
      directory.sweep(name);
    } catch (IOException e) {
      throw new ControlException(
          Code.FAILED,
          "%s was left by a supervisor that is gone, and cannot be removed: %s"
              .formatted(directory.socket(name), e.getMessage()));
    }
  }

  /** The supervisor's. */
  public String name() {
    return name;
  }

  /** What the supervisor has said of itself: name, pid, version, and the version of its Drover. */
  public JsonObject server() {
    return server.copy();
  }

  /**
   * Asks, and waits for the result.
   *
   * @param patience how long, at most; null for as long as it takes
   */
  public JsonObject request(String op, JsonObject args, Duration patience) {
    return request(op, args, patience, item -> {});
  }

  /**
   * @param items takes what comes before the result, on this thread
   */
  public JsonObject request(
      String op, JsonObject args, Duration patience, Consumer<JsonObject> items) {
    int id = ++lastId;
    JsonObject request = new JsonObject().put("id", id).put("op", op).put("args", args);
    long end = patience == null ? Long.MAX_VALUE : System.nanoTime() + patience.toNanos();
    try {
      write(request, end);
      while (true) {
        JsonObject answer = new JsonObject(channel.read(end));
        JsonObject result = result(id, answer);
        if (result != null) {
          return result;
        }
        if (answer.containsKey("item")) {
          items.accept(answer.getJsonObject("item"));
        }
      }
    } catch (DecodeException e) {
      throw new ControlException(
          Code.PROTOCOL, "the supervisor %s%s answers no JSON".formatted(name, pid()));
    } catch (LineChannel.Late late) {
      throw new ControlException(
          Code.NO_ANSWER,
          "the supervisor %s%s does not answer within %ds; it may be stopped or overloaded"
              .formatted(name, pid(), patience.toSeconds()));
    } catch (IOException gone) {
      throw new ControlException(
          Code.GONE, "the supervisor %s%s ended before it had answered".formatted(name, pid()));
    }
  }

  /** Who disconnects before he has read the request may have said why. */
  private void write(JsonObject request, long end) throws IOException {
    try {
      channel.write(request.encode(), end);
    } catch (LineChannel.Late late) {
      throw late;
    } catch (IOException disconnected) {
      return;
    }
  }

  private String pid() {
    return server.containsKey("pid") ? " (pid " + server.getLong("pid") + ")" : "";
  }

  /** Null for what is not the end of this request. One without id is about the connection. */
  private static JsonObject result(int id, JsonObject answer) {
    Object about = answer.getValue("id");
    if (answer.containsKey("error") && (about == null || about.equals(id))) {
      throw ControlException.fromJson(answer.getJsonObject("error"));
    }
    return Integer.valueOf(id).equals(about) ? answer.getJsonObject("result") : null;
  }

  /**
   * Waits until the supervisor has closed the connection, as it does at its end.
   *
   * @return false when it is still open after so long
   */
  public boolean awaitEnd(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    try {
      while (true) {
        channel.read(end);
      }
    } catch (LineChannel.Late late) {
      return false;
    } catch (IOException ended) {
      return true;
    }
  }

  /** Closes the connection; what runs for it goes on. */
  @Override
  public void close() {
    channel.close();
  }
}
