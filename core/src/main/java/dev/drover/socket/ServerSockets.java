package dev.drover.socket;

import dev.drover.config.StopPolicy;
import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The listening TCP sockets of this JVM's Vert.x servers: where they come from, and how they are
 * drained. There is one per JVM; once installed, every {@code Vertx} built in this JVM, by whoever,
 * listens through it. A clustered event bus' own server is left alone.
 *
 * <p>All methods may be called from any thread.
 */
public final class ServerSockets {
  /** What a client needs to send the request that it is about to send, and to read its answer. */
  static final Duration IDLE_AFTER = Duration.ofSeconds(1);

  private static volatile ServerSockets installed;

  private final SupervisedSource supervised;
  private final List<DroverServerChannel> servers = new CopyOnWriteArrayList<>();
  private final OpenConnections connections = new OpenConnections(this::stopAccepting);
  private final List<Consumer<InetSocketAddress>> handlers = new CopyOnWriteArrayList<>();
  private final RequestCount requests = new RequestCount();
  private final EventLoops eventLoops = new EventLoops();
  private volatile boolean counting;
  private volatile int mostLoops;
  private volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

  private ServerSockets(SupervisedSource supervised) {
    this.supervised = supervised;
    counting = supervised != null;
    mostLoops = supervised == null ? 0 : 1;
  }

  /**
   * Servers bind their own sockets, as always; Drover only learns of their connections, so that it
   * can drain them. Vert.x uses the system's own transport where there is one.
   */
  public static ServerSockets installLocal() {
    return install(new ServerSockets(null));
  }

  /**
   * Servers adopt the supervisor's sockets.
   *
   * @param link the unix socket of the supervisor's {@link SharedPorts}
   * @param slot this replica's slot, from 1
   * @throws IllegalStateException where sockets cannot be handed from process to process
   */
  public static ServerSockets installSupervised(Path link, int slot) {
    if (!Transports.canHandOver()) {
      throw new IllegalStateException(Transports.whyNot());
    }
    return install(supervised(link, slot));
  }

  /** For a {@code Vertx} that is given its transport; installs nothing. */
  static ServerSockets supervised(Path link, int slot) {
    return new ServerSockets(new SupervisedSource(link, slot));
  }

  private static ServerSockets install(ServerSockets sockets) {
    installed = sockets;
    return sockets;
  }

  /** The installed one, or null. */
  static ServerSockets installed() {
    return installed;
  }

  /** A new transport for the {@code Vertx} that is being built. */
  Transport transport(VertxBootstrap builder) {
    Transport delegate =
        supervised == null ? Transports.preferred(builder.transport()) : Transports.epoll();
    ListenerSource source = supervised == null ? local(delegate) : supervised;
    Supplier<ServerChannel> plain = () -> delegate.serverChannelFactory(false).newChannel();
    Supplier<ServerChannel> channels = () -> new DroverServerChannel(this, source, plain);
    return new DroverTransport(
        delegate, channels, new EventBusServer(builder), eventLoops, mostLoops);
  }

  private static ListenerSource local(Transport delegate) {
    return new LocalSource(() -> delegate.serverChannelFactory(false).newChannel());
  }

  /** Whether servers adopt the supervisor's sockets. */
  public boolean isSupervised() {
    return supervised != null;
  }

  /** Addresses now listened on, in the order they were bound. */
  public List<InetSocketAddress> addresses() {
    return servers.stream().map(DroverServerChannel::address).toList();
  }

  /**
   * Each {@code Vertx} that is built from now on has so many event loops at least, for instances
   * that come while it serves; until they come nobody uses more than it was to have. Only where
   * {@link #isSupervised}.
   */
  public void makeRoom(int loops) {
    mostLoops = loops;
  }

  /** Those of every {@code Vertx} that was built since this was installed. */
  public EventLoops eventLoops() {
    return eventLoops;
  }

  /**
   * Requests on connections accepted from now on are counted, which puts a handler on their path. A
   * supervised JVM does that from the start.
   */
  public void countRequests() {
    counting = true;
  }

  /** That the HTTP servers have got, on connections where they are counted. */
  public long requestCount() {
    return requests.sum();
  }

  /** Connections that clients have open now. */
  public int connectionCount() {
    return connections.connections().size();
  }

  /** Called with each address once it is listened on, on the acceptor's event loop. */
  public void onListening(Consumer<InetSocketAddress> handler) {
    handlers.add(handler);
  }

  /**
   * Goes on accepting for the policy's lame-duck time, but tells clients to go elsewhere: HTTP/1
   * responses carry {@code Connection: close}, HTTP/2 connections get GOAWAY. Call {@link #drain}
   * next, with what is left of the times.
   *
   * @return completes, on any thread, when the time is over; at once where nothing listens
   */
  public CompletionStage<Void> lameDuck(StopPolicy policy) {
    if (policy.lameDuck().isZero() || servers.isEmpty()) {
      return CompletableFuture.completedStage(null);
    }
    Dismissal dismissal = new Dismissal(connections, policy.drain(), IDLE_AFTER);
    CompletableFuture<Void> over = new CompletableFuture<>();
    over.completeOnTimeout(null, policy.lameDuck().toNanos(), TimeUnit.NANOSECONDS);
    dismissal.goOnUntil(over);
    return over;
  }

  /**
   * Stops accepting, tells clients to go elsewhere as {@link #lameDuck} does, and waits for what is
   * in flight. After a second idle connections are closed; after theirs WebSockets are, with a
   * close frame of code 1001; when the drain time is over the rest is left as it is.
   *
   * @param policy its lame-duck time counts for nothing
   * @return completes, on any thread, with the number of connections still open at the end
   */
  public CompletionStage<Integer> drain(StopPolicy policy) {
    return drain(policy, IDLE_AFTER);
  }

  /**
   * @param idleAfter after how long idle connections are closed
   */
  CompletionStage<Integer> drain(StopPolicy policy, Duration idleAfter) {
    return new ConnectionDrain(connections, policy, idleAfter).run();
  }

  /**
   * The event loops of a {@code Vertx} of this JVM; empty where instances cannot come and go,
   * because its sockets are not the supervisor's.
   */
  public Optional<InstanceLoops> instanceLoops(Vertx vertx) {
    return ((VertxInternal) vertx).nettyEventLoopGroup() instanceof DealingLoops loops
        ? Optional.of(new InstanceLoops(this, loops))
        : Optional.empty();
  }

  /**
   * Servers listen from now on without taking a connection, until {@link #open}: so that a replica
   * can be looked at before it serves. Meanwhile connections go to the other replicas, or wait.
   * Call it before there is a server.
   */
  public void hold() {
    gate = new CompletableFuture<>();
  }

  /**
   * Ends what {@link #hold} began.
   *
   * @return completes, on any thread, when all servers take their share of the connections
   */
  public CompletionStage<Void> open() {
    gate.complete(null);
    return all(DroverServerChannel::sharing);
  }

  /** Completes when the servers' event loops have done all that they had to do. */
  CompletionStage<Void> turn() {
    return all(DroverServerChannel::turn);
  }

  private CompletionStage<Void> stopAccepting() {
    return all(DroverServerChannel::stopAccepting);
  }

  private CompletionStage<Void> all(Function<DroverServerChannel, CompletionStage<Void>> step) {
    return CompletableFuture.allOf(
        servers.stream()
            .map(server -> step.apply(server).toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  /** Connections wait before they are dealt, or do so no more. */
  void pause(boolean pause) {
    servers.forEach(server -> server.pauseDealing(pause));
  }

  void forgetTakers() {
    servers.forEach(DroverServerChannel::forgetTakers);
  }

  /**
   * Opens a port that leads to one server of this JVM only.
   *
   * @param port the server listens on; 0 for the one that listened first
   * @return completes on any thread; fails with an {@link IOException} when there is none, or no
   *     port is to be had
   */
  public CompletionStage<PrivateDoor> openPrivateDoor(int port) {
    return servers.stream()
        .filter(server -> port == 0 || server.address().getPort() == port)
        .findFirst()
        .map(DroverServerChannel::openPrivateDoor)
        .orElseGet(() -> CompletableFuture.failedFuture(nobodyListens(port)));
  }

  private static IOException nobodyListens(int port) {
    return new IOException(
        port == 0 ? "the application listens on no port" : "nothing listens on port " + port);
  }

  boolean isOpen() {
    return gate.isDone();
  }

  /** Runs the action on any thread, once. */
  void whenOpen(Runnable action) {
    gate.thenRun(action);
  }

  Collection<Channel> connections() {
    return connections.connections();
  }

  void accepted(Channel connection) {
    if (counting) {
      requests.watch(connection);
    }
    connections.add(connection);
  }

  void opened(DroverServerChannel server) {
    servers.add(server);
    InetSocketAddress address = server.address();
    handlers.forEach(handler -> handler.accept(address));
  }

  void closed(DroverServerChannel server) {
    servers.remove(server);
  }
}
