package dev.drover.cluster;

import static dev.drover.cluster.JoinFailure.SEED_GONE;

import com.hazelcast.config.Config;
import com.hazelcast.config.ListenerConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Joins the seed of a grant, and gives up as soon as the seed is gone: left alone, Hazelcast would
 * try for as long as {@code hazelcast.max.join.seconds}.
 */
final class GrantedEntrance implements Entrance {

  private final JoinGrant grant;
  private final String host;
  private final Config config;
  private final JoinFailure portTaken;
  private final JoiningInstance instance = new JoiningInstance();

  /** Either the join has ended or it is being aborted; whichever comes first. */
  private final AtomicBoolean decided = new AtomicBoolean();

  /** On the loopback interface, where there are ports enough to try another. */
  GrantedEntrance(JoinGrant grant) {
    this(
        grant,
        HazelcastSettings.LOOPBACK,
        HazelcastSettings.granted(grant),
        JoinFailure.PORT_TAKEN);
  }

  private GrantedEntrance(JoinGrant grant, String host, Config config, JoinFailure portTaken) {
    this.grant = grant;
    this.host = host;
    this.config = config.addListenerConfig(new ListenerConfig(instance));
    this.portTaken = portTaken;
  }

  /** Among members on several hosts, who have to know the ports beforehand. */
  static GrantedEntrance amongHosts(JoinGrant grant, HostsSettings hosts) {
    return new GrantedEntrance(
        grant.on(hosts.host()), hosts.host(), hosts.granted(grant), JoinFailure.OTHER);
  }

  Config config() {
    return config;
  }

  @Override
  public Future<Void> enter(Vertx vertx, Supplier<Future<Void>> join) {
    if (grant.seed() == null) {
      return join.get().recover(this::explain);
    }
    NetClient client = vertx.createNetClient();
    return client
        .connect(addressOf(grant.seed()))
        .recover(refused -> Future.failedFuture(seedGone()))
        .compose(seed -> joinWhileAlive(vertx, seed, join))
        .eventually(client::close);
  }

  /** An open connection that says nothing; its end is the seed's. */
  private Future<Void> joinWhileAlive(Vertx vertx, NetSocket seed, Supplier<Future<Void>> join) {
    Promise<Void> outcome = Promise.promise();
    seed.closeHandler(
        closed -> {
          if (decided.compareAndSet(false, true)) {
            instance.abort(vertx).onComplete(ended -> outcome.tryFail(seedGone()));
          }
        });
    join.get()
        .transform(
            joined -> joined.succeeded() ? Future.<Void>succeededFuture() : explain(joined.cause()))
        .onComplete(
            joined -> {
              if (decided.compareAndSet(false, true)) {
                outcome.handle(joined);
              } else {
                outcome.tryFail(seedGone());
              }
            });
    return outcome.future();
  }

  private Future<Void> explain(Throwable failure) {
    if (JoinException.isPortTaken(failure)) {
      return Future.failedFuture(
          new JoinException(
              portTaken,
              "cannot join cluster %s: port %d of %s is in use"
                  .formatted(grant.clusterName(), grant.port(), host)));
    }
    return Future.failedFuture(JoinException.isNotLetIn(failure) ? seedGone() : failure);
  }

  private JoinException seedGone() {
    if (grant.seed() == null) {
      return new JoinException(
          SEED_GONE,
          "cannot join cluster " + grant.clusterName() + ": its members do not let this one in");
    }
    return new JoinException(
        SEED_GONE,
        "cannot join cluster " + grant.clusterName() + ": no member answers at " + grant.seed());
  }

  private static SocketAddress addressOf(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    return SocketAddress.inetSocketAddress(
        Integer.parseInt(hostAndPort.substring(colon + 1)), hostAndPort.substring(0, colon));
  }
}
