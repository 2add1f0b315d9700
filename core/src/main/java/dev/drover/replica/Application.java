package dev.drover.replica;

import dev.drover.bridge.BusBridgeVerticle;
import dev.drover.cluster.DroverClusterManager;
import dev.drover.config.ApplicationSpec;
import dev.drover.config.ApplicationSpec.Entry;
import dev.drover.config.ClusterConfig;
import dev.drover.config.ResolvedOptions;
import dev.drover.config.StopPolicy;
import dev.drover.config.VertxOptionsResolver;
import dev.drover.socket.InstanceLoops;
import dev.drover.socket.ServerSockets;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.spi.cluster.ClusterManager;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** The user's application running in this JVM, be it a replica or the launcher's own. */
public final class Application {
  // The sockets and the cluster keep to their times themselves, unless an event loop is blocked.
  static final Duration SLACK = Duration.ofMillis(500);

  private final ApplicationSpec spec;
  private final ClassLoader loader;
  private final ServerSockets sockets;
  private final ClusterEntry entry;
  private final boolean successor;
  private volatile Vertx vertx;
  private volatile DroverClusterManager cluster;
  private volatile Instances live;
  private volatile int fixed;

  /**
   * Starts nothing yet.
   *
   * @param successor whether another one has to itself, until {@link #takeOver}, what only one can
   *     have
   */
  Application(
      ApplicationSpec spec,
      ClassLoader loader,
      ServerSockets sockets,
      ClusterEntry entry,
      boolean successor) {
    this.spec = spec;
    this.loader = loader;
    this.sockets = sockets;
    this.entry = entry;
    this.successor = successor;
  }

  /**
   * Builds Vert.x and deploys the verticle, or runs the main method. Blocks until the verticle is
   * deployed or the main method has returned; never call it on an event loop.
   *
   * @param loader finds the application's classes
   * @param sockets already installed in this JVM
   * @param cluster entered only when the application is clustered
   * @param waiting told why it waits for other members, one line each time that changes; any thread
   * @throws StartException when it did not start; says why in the user's terms
   * @throws dev.drover.config.ConfigException when its options are wrong
   */
  public static Application start(
      ApplicationSpec spec,
      ClassLoader loader,
      ServerSockets sockets,
      ClusterConfig cluster,
      Consumer<String> waiting)
      throws StartException {
    OwnEntry entry = new OwnEntry(cluster, waiting);
    if (spec.entry() == Entry.MAIN && spec.vertx().clustered()) {
      Replica.useEntry(entry);
    }
    Application application = new Application(spec, loader, sockets, entry, false);
    application.start();
    return application;
  }

  /** As the static method; call it once. {@link #stop} may be called meanwhile. */
  void start() throws StartException {
    Thread.currentThread().setContextClassLoader(loader);
    switch (spec.entry()) {
      case VERTICLE -> deploy();
      case MAIN -> runMain();
    }
  }

  /** Instances deployed; 0 for a main method. */
  public int instances() {
    Instances changing = live;
    return changing == null ? fixed : changing.count();
  }

  /** The Vert.x that Drover has built; null for a main method, and before it is built. */
  public Vertx vertx() {
    return vertx;
  }

  /** The cluster it is in; null when it is in none, or not in one of Drover's making. */
  public String clusterName() {
    DroverClusterManager member = member();
    return member == null ? null : member.clusterName();
  }

  /** Completes when other members of its cluster, if any, know of its event-bus consumers. */
  Future<Void> introduced() {
    DroverClusterManager member = member();
    return member == null ? Future.succeededFuture() : member.introduce();
  }

  /**
   * Serves on for the lame-duck time, then drains and closes, by the order of a lossless leave.
   * Blocks for at most {@code policy.grace()}; never call it on an event loop. What an application
   * with its own main method has built besides its sockets is left to its own shutdown hooks.
   *
   * @return connections that were cut because the drain time was over
   */
  public int stop(StopPolicy policy) {
    Deadline drain = new Deadline(policy.drain());
    Deadline grace = new Deadline(policy.grace());
    Waits.await(sockets.lameDuck(policy), drain, null);
    StopPolicy rest = policy.afterLameDuck();
    CompletionStage<Integer> drained = sockets.drain(rest);
    DroverClusterManager member = member();
    Future<Void> withdrawn =
        member == null ? Future.succeededFuture() : member.withdraw(rest.drain());
    Integer cut = Waits.await(drained, drain.plus(SLACK), 0);
    Waits.await(withdrawn.toCompletionStage(), drain.plus(SLACK), null);
    if (member != null) {
      finish(member, drain.plus(SLACK), grace);
    }
    if (vertx != null) {
      Waits.await(vertx.close().toCompletionStage(), grace, null);
    }
    return cut;
  }

  /** What served clients has ended; it may have been what kept the event bus busy. */
  private static void finish(DroverClusterManager member, Deadline drain, Deadline grace) {
    Duration left = Duration.ofNanos(drain.remainingNanos());
    Integer cut = Waits.await(member.finish(left).toCompletionStage(), grace, 0);
    if (cut > 0) {
      System.err.printf(
          "drover: %d event-bus requests had no reply when the drain time was over%n", cut);
    }
  }

  /** An application with its own main method has joined by itself. */
  private DroverClusterManager member() {
    return cluster == null ? entry.member() : cluster;
  }

  private void deploy() throws StartException {
    ResolvedOptions options =
        VertxOptionsResolver.resolve(
            spec.vertx(), System.getenv(), System.getProperties(), spec.defaultInstances());
    // Set again here because the copy constructor of DeploymentOptions forgets it.
    DeploymentOptions deployment = options.deployment().setClassLoader(loader);
    try {
      if (sockets.isSupervised() && !options.loopsSaid()) {
        sockets.makeRoom(Runtime.getRuntime().availableProcessors());
      }
      vertx = spec.vertx().clustered() ? enterCluster(options.vertx()) : build(options.vertx());
      deploy(deployment);
      if (spec.busBridge() != null && !isLeftToPredecessor()) {
        Waits.get(bridge(BusBridgeVerticle.NOBODY));
      }
    } catch (Exception | LinkageError e) {
      if (vertx != null) {
        vertx.close();
      }
      throw StartFailures.of(spec.name(), e);
    }
  }

  private void deploy(DeploymentOptions deployment)
      throws ExecutionException, InterruptedException {
    int count = deployment.getInstances();
    Optional<InstanceLoops> loops = sockets.instanceLoops(vertx);
    if (loops.isPresent() && spec.hasLiveInstances()) {
      Instances fresh = new Instances(vertx, spec.name(), deployment, loops.get(), cluster);
      fresh.start(count);
      live = fresh;
    } else {
      Waits.get(vertx.deployVerticle(spec.name(), deployment));
      fixed = count;
    }
  }

  /** Those whose number can be changed; null where it cannot, and before they are deployed. */
  Instances liveInstances() {
    return live;
  }

  private boolean isLeftToPredecessor() {
    return successor && BusBridgeVerticle.isUnix(spec.busBridge());
  }

  private Future<String> bridge(long predecessor) {
    return vertx.deployVerticle(
        new BusBridgeVerticle(predecessor), new DeploymentOptions().setConfig(spec.busBridge()));
  }

  /** Takes what only one can have from the one before. Any thread. */
  void takeOver(long predecessor) {
    if (spec.busBridge() != null && isLeftToPredecessor()) {
      bridge(predecessor)
          .onFailure(
              cause -> System.err.println("drover: there is no bus bridge: " + cause.getMessage()));
    }
  }

  private static Vertx build(VertxOptions options) {
    return Vertx.builder().with(options).build();
  }

  private Vertx enterCluster(VertxOptions options) throws Exception {
    entry.prepare(options);
    while (true) {
      ClusterManager manager = entry.manager();
      try {
        Vertx member =
            Waits.get(Vertx.builder().with(options).withClusterManager(manager).buildClustered());
        cluster = manager instanceof DroverClusterManager ours ? ours : null;
        vertx = member;
        entry.joined();
        if (cluster != null) {
          Waits.get(cluster.whole(entry::waiting));
        }
        return member;
      } catch (ExecutionException e) {
        if (!entry.failed(e.getCause())) {
          throw e;
        }
      }
    }
  }

  private void runMain() throws StartException {
    try {
      Method main = loader.loadClass(spec.name()).getMethod("main", String[].class);
      if (!Modifier.isStatic(main.getModifiers()) || main.getReturnType() != void.class) {
        throw new NoSuchMethodException();
      }
      // The class itself need not be public, as with the java command.
      main.setAccessible(true);
      main.invoke(null, (Object) spec.args().toArray(String[]::new));
    } catch (NoSuchMethodException e) {
      throw StartFailures.noMain(spec.name(), e);
    } catch (Exception | LinkageError e) {
      throw StartFailures.of(spec.name(), e);
    }
  }
}
