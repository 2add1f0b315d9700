package dev.drover.replica;

import dev.drover.bridge.BusBridgeVerticle;
import dev.drover.cluster.DroverClusterManager;
import dev.drover.config.ApplicationSpec;
import dev.drover.config.ConfigException;
import dev.drover.config.ReadyPolicy;
import dev.drover.config.StopPolicy;
import dev.drover.config.VertxSettings;
import dev.drover.socket.ServerSockets;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** One supervised JVM: starts the application it is told to, says so, and leaves when told to. */
final class Replica {
  private static volatile ClusterEntry installedEntry;

  private final Path runDirectory;
  private final int slot;
  private final ReplicaChannel channel;
  private final ServerSockets sockets;
  private final GrantedEntry entry;
  private final SupervisorMessages messages;
  private final Heartbeat heartbeat;
  private final BusDesk busDesk;
  private final Leave leave;
  private final InstanceChanges instanceChanges;
  private final CompletableFuture<ChannelMessage.Start> start = new CompletableFuture<>();
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile boolean ready;
  private volatile Application application;
  private volatile StopPolicy stopPolicy = StopPolicy.DEFAULT;

  /**
   * @param sockets already installed in this JVM
   * @param member a number no other living replica of the service has, from 1
   */
  Replica(ReplicaChannel channel, Path runDirectory, ServerSockets sockets, int slot, int member) {
    this.channel = channel;
    this.runDirectory = runDirectory;
    this.slot = slot;
    this.entry = new GrantedEntry(channel, member);
    this.messages = new SupervisorMessages(channel);
    this.busDesk = new BusDesk(messages::send, this::vertx, entry::member);
    this.leave = new Leave(this::cleanUpIfOrphaned);
    this.sockets = sockets;
    this.heartbeat = new Heartbeat(channel, sockets);
    this.instanceChanges = new InstanceChanges(channel, () -> application.liveInstances());
  }

  /** The way into the cluster of an application that builds its own clustered Vert.x. */
  static void useEntry(ClusterEntry entry) {
    installedEntry = entry;
  }

  /** The way into the cluster that Drover has; null when that is the application's matter. */
  static ClusterEntry clusterEntry() {
    return installedEntry;
  }

  /** Returns when the verticle is deployed or the main method has returned. */
  void run(String token) {
    installedEntry = entry;
    Signals.onTerminate(() -> leave.afterDraining(stopPolicy, () -> drain(stopPolicy)));
    channel.read(this::received, this::orphaned);
    channel.send(new ChannelMessage.Hello(slot, token, ProcessHandle.current().pid()));
    ChannelMessage.Start order = start.join();
    ThisReplica.is(new ThisReplica(slot, order.serviceName(), messages));
    start(order);
  }

  private void start(ChannelMessage.Start order) {
    entry.configure(order.cluster());
    ApplicationSpec spec = clustered(order.application());
    ReadyPolicy policy = order.ready();
    boolean listeningIsReady = spec.entry() == ApplicationSpec.Entry.MAIN && !policy.mainReturns();
    if (order.admission() != Admission.AT_ONCE || policy.http() != null) {
      sockets.hold();
    }
    if (listeningIsReady) {
      sockets.onListening(address -> started(order));
    }
    ClassLoader loader = ClassLoader.getSystemClassLoader();
    application = new Application(spec, loader, sockets, entry, isToBeTold(order));
    try {
      application.start();
      if (!listeningIsReady) {
        started(order);
      }
    } catch (StartException e) {
      startFailed(e.lines(), e.getCause());
    } catch (ConfigException e) {
      startFailed(e.problems(), e);
    }
  }

  /** Ready, unless it has to answer for that first. Called at every listen of a main method's. */
  private void started(ChannelMessage.Start order) {
    if (!started.compareAndSet(false, true)) {
      return;
    }
    String http = order.ready().http();
    if (http == null) {
      announceReady(isToBeTold(order));
    } else {
      new ReadyCheck(sockets, http, why -> channel.send(new ChannelMessage.NotReady(why)))
          .start(() -> announceReady(isToBeTold(order)));
    }
  }

  private static boolean isToBeTold(ChannelMessage.Start order) {
    return order.admission() == Admission.WHEN_TOLD;
  }

  private void announceReady(boolean held) {
    ready = true;
    application
        .introduced()
        .onComplete(
            any -> {
              if (held) {
                sayReady();
              } else {
                sayReadyWhenSharing();
              }
            });
  }

  /** Who hears of it is to find that its connections are spread. */
  private void sayReadyWhenSharing() {
    CompletableFuture<Void> sharing = sockets.open().toCompletableFuture();
    // No daemon: an application may have nothing left to run, and is still ready before it ends.
    new Thread(() -> sharing.thenRun(this::sayReady).join(), "drover-sharing").start();
  }

  private void sayReady() {
    channel.send(new ChannelMessage.Ready(application.instances()));
  }

  /** A main method that fails once the application serves is the application's own affair. */
  private void startFailed(List<String> lines, Throwable cause) {
    if (leave.isLeaving()) {
      // It failed because it was told to stop.
      return;
    }
    if (ready) {
      cause.printStackTrace();
      return;
    }
    channel.send(new ChannelMessage.StartFailed(lines));
    leave.notStarted(stopPolicy.grace());
  }

  private void received(ChannelMessage message) {
    if (message instanceof ChannelMessage.Start order) {
      stopPolicy = order.stop();
      start.complete(order);
    } else if (message instanceof ChannelMessage.Join join) {
      entry.received(join.grant());
    } else if (message instanceof ChannelMessage.MemberDead dead) {
      memberDead(dead.nodeId());
    } else if (message instanceof ChannelMessage.Said said) {
      messages.received(said.body());
    } else if (message instanceof ChannelMessage.Open) {
      sockets.open();
    } else if (message instanceof ChannelMessage.SetInstances order) {
      instanceChanges.change(order);
    } else if (message instanceof ChannelMessage.TakeOver over) {
      application.takeOver(over.predecessor());
    } else if (message instanceof ChannelMessage.Drain order) {
      leave.afterDraining(order.stop(), () -> drain(order.stop()));
    } else if (message instanceof ChannelMessage.SendBeats order) {
      heartbeat.start(order.interval());
    } else if (message instanceof ChannelMessage.AskStacks asked) {
      heartbeat.sendStacks(asked);
    } else {
      busDesk.received(message);
    }
  }

  /** Null when there is none that Drover knows of. */
  private Vertx vertx() {
    Vertx built = application == null ? null : application.vertx();
    DroverClusterManager member = entry.member();
    return built != null || member == null ? built : member.vertx();
  }

  private void memberDead(String nodeId) {
    DroverClusterManager member = entry.member();
    if (member != null) {
      member.declareDead(nodeId);
    }
  }

  private void orphaned() {
    leave.afterDraining(stopPolicy, () -> drain(stopPolicy));
  }

  private void drain(StopPolicy policy) {
    Application running = application;
    if (running != null) {
      running.stop(policy);
    }
  }

  private void cleanUpIfOrphaned() {
    if (channel.ended()) {
      AbandonedDirectory.removeOfGone(runDirectory);
      VertxCaches.deleteOwn();
      RunDirectory.deleteAbandonedClasses(System.getProperty("java.class.path"));
    }
  }

  /** Verticles of a service share one event bus, always; a main method decides for itself. */
  private ApplicationSpec clustered(ApplicationSpec spec) {
    VertxSettings said = spec.vertx();
    VertxSettings vertx =
        new VertxSettings(
            said.options(),
            said.deploymentOptions(),
            said.conf(),
            true,
            said.clusterHost(),
            said.clusterPort(),
            said.clusterPublicHost(),
            said.clusterPublicPort(),
            said.worker(),
            said.virtualThread(),
            said.instances());
    return new ApplicationSpec(
            spec.entry(), spec.name(), spec.args(), vertx, spec.defaultInstances())
        .withBusBridge(bridgeOf(spec.busBridge()));
  }

  /** A port is shared by all replicas, while a path can be bound by one: the first has it. */
  private JsonObject bridgeOf(JsonObject config) {
    return config != null && slot != 1 && BusBridgeVerticle.isUnix(config) ? null : config;
  }
}
