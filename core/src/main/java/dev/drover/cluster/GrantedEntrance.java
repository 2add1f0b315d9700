package dev.drover.cluster;

import static dev.drover.cluster.JoinFailure.PORT_TAKEN;
import static dev.drover.cluster.JoinFailure.SEED_GONE;

import com.hazelcast.config.Config;
import com.hazelcast.config.ListenerConfig;
import io.vertx.core.Future;
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
  private final JoiningInstance instance = new JoiningInstance();

  /** Either the join has ended or it is being aborted; whichever comes first. */
  private final AtomicBoolean decided = new AtomicBoolean();

  GrantedEntrance(JoinGrant grant) {
    this.grant = grant;
  }

  Config config() {
    return HazelcastSettings.granted(grant).addListenerConfig(new ListenerConfig(instance));
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
    seed.closeHandler(
        closed -> {
          if (decided.compareAndSet(false, true)) {
            instance.abort(vertx);
          }
        });
    return join.get()
        .transform(
            joined -> {
              if (!decided.compareAndSet(false, true)) {
                return Future.failedFuture(seedGone());
              }
              return joined.succeeded() ? Future.<Void>succeededFuture() : explain(joined.cause());
            });
  }

  private Future<Void> explain(Throwable failure) {
    if (JoinException.isPortTaken(failure)) {
      return Future.failedFuture(
          new JoinException(
              PORT_TAKEN,
              "cannot join cluster "
                  + grant.clusterName()
                  + ": port "
                  + grant.port()
                  + " of 127.0.0.1 is in use"));
    }
    return Future.failedFuture(JoinException.isNotLetIn(failure) ? seedGone() : failure);
  }

  private JoinException seedGone() {
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
