package dev.drover.control;

import dev.drover.control.ControlException.Code;
import dev.drover.replica.NameLock;
import io.vertx.core.Closeable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Listens on a control socket and runs operations for its clients, on a context of its own. */
final class ControlServer {
  private final VertxInternal vertx;
  private final ContextInternal context;
  private final ControlDirectory directory;
  private final String name;
  private final ControlLimits limits;
  private final JsonObject greeting;
  private Map<String, Operation> operations = Map.of();
  private final Set<ControlConnection> connections = new HashSet<>();
  private final Closeable closeHook = done -> close().onComplete(done);
  private final NetServer server;
  private NameLock lock;
  private Peers peers;
  private Future<Void> closed;

  ControlServer(
      VertxInternal vertx, ControlDirectory directory, String name, ControlLimits limits) {
    this.vertx = vertx;
    this.context = vertx.createEventLoopContext();
    this.directory = directory;
    this.name = name;
    this.limits = limits;
    this.greeting = ControlProtocol.greeting(name);
    this.server = vertx.createNetServer().connectHandler(this::connected);
  }

  /** On which operations are called. */
  Context context() {
    return context;
  }

  /** To be told before it is opened. */
  void serve(Map<String, Operation> byName) {
    operations = Map.copyOf(byName);
  }

  /**
   * Takes the name and listens.
   *
   * @return fails with a {@link ControlException} when the name is taken, or no socket can be made
   */
  Future<Void> open() {
    Promise<Void> opened = Promise.promise();
    context.runOnContext(
        go ->
            context
                .executeBlocking(this::takeName, false)
                .compose(locked -> listen())
                .recover(ControlServer::explained)
                .onComplete(opened));
    return opened.future();
  }

  private Future<Void> listen() {
    vertx.addCloseHook(closeHook);
    String path = directory.socket(name).toString();
    return server
        .listen(SocketAddress.domainSocketAddress(path))
        .compose(listening -> context.executeBlocking(this::protect, false))
        .recover(failure -> close().transform(done -> Future.failedFuture(failure)));
  }

  private Void takeName() throws IOException {
    lock = directory.take(name);
    peers = Peers.ownersOf(directory.path());
    return null;
  }

  /** Nobody else can have come in so far: the directory keeps them out. */
  private Void protect() throws IOException {
    Files.setPosixFilePermissions(
        directory.socket(name), PosixFilePermissions.fromString("rw-------"));
    return null;
  }

  private static Future<Void> explained(Throwable failure) {
    return Future.failedFuture(
        failure instanceof ControlException
            ? failure
            : new ControlException(
                Code.FAILED, "the control socket cannot be opened: " + failure.getMessage()));
  }

  private void connected(NetSocket accepted) {
    NetSocketInternal socket = (NetSocketInternal) accepted;
    ControlConnection connection =
        new ControlConnection(vertx, context, socket, limits, greeting, operations);
    if (!peers.isOwner(socket.channelHandlerContext().channel())) {
      connection.refuse(new ControlException(Code.REFUSED, "this supervisor is another user's"));
    } else if (connections.size() >= limits.connections()) {
      connection.refuse(
          new ControlException(
              Code.BUSY, limits.connections() + " clients are connected, which is the most"));
    } else {
      connections.add(connection);
      connection.start(() -> connections.remove(connection));
    }
  }

  /**
   * Gives the name back, then disconnects the clients; who has asked for the end gets his answer
   * before. May be called on any thread, and again.
   */
  Future<Void> close() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        go -> {
          if (closed == null) {
            vertx.removeCloseHook(closeHook);
            closed = context.executeBlocking(this::release, false).eventually(this::disconnect);
          }
          closed.onComplete(done);
        });
    return done.future();
  }

  private Void release() throws IOException {
    if (lock != null) {
      lock.close();
    }
    return null;
  }

  private Future<Void> disconnect() {
    List<Future<Void>> gone =
        List.copyOf(connections).stream().map(ControlConnection::leave).toList();
    return Future.join(gone).transform(left -> server.close());
  }
}
