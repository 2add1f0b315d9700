package dev.drover.cluster;

import dev.drover.config.ClusterConfig;
import dev.drover.config.ClusterTls;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.JksOptions;
import io.vertx.core.net.KeyStoreOptionsBase;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;
import java.util.Locale;

/** What a cluster says of the event bus' own connections. */
final class BusSettings {
  private final ClusterConfig cluster;

  BusSettings(ClusterConfig cluster) {
    this.cluster = cluster;
  }

  void applyTo(EventBusOptions bus) {
    if (cluster.isBeyondThisHost()) {
      amongHosts(bus);
    }
    if (cluster.security().tls() != null) {
      encrypt(bus, cluster.security().tls());
    }
  }

  private void amongHosts(EventBusOptions bus) {
    if (bus.getPort() == EventBusOptions.DEFAULT_CLUSTER_PORT) {
      bus.setPort(cluster.network().busPort());
    }
    int lostAfter = (int) cluster.network().lostAfter().toMillis();
    // A host that is cut off does not even refuse; a connection that was cut for long would go on
    // pausing longer and longer, when all is well again.
    if (bus.getConnectTimeout() == EventBusOptions.DEFAULT_CONNECT_TIMEOUT) {
      bus.setConnectTimeout(lostAfter / 2);
    }
    if (bus.getTcpUserTimeout() == EventBusOptions.DEFAULT_TCP_USER_TIMEOUT) {
      bus.setTcpUserTimeout(lostAfter);
    }
  }

  private static void encrypt(EventBusOptions bus, ClusterTls tls) {
    // By default Vert.x takes any certificate of the member that it connects to.
    bus.setSsl(true).setClientAuth(ClientAuth.REQUIRED).setTrustAll(false);
    switch (tls.format()) {
      case PEM -> {
        bus.setKeyCertOptions(
            new PemKeyCertOptions().addKeyPath(tls.key()).addCertPath(tls.cert()));
        bus.setTrustOptions(new PemTrustOptions().addCertPath(tls.ca()));
      }
      case STORE -> {
        KeyStoreOptionsBase keys = store(tls.key(), tls.password());
        bus.setKeyCertOptions(keys);
        bus.setTrustOptions(store(tls.ca(), tls.password()));
      }
    }
  }

  private static KeyStoreOptionsBase store(String path, String password) {
    return path.toLowerCase(Locale.ROOT).endsWith(".jks")
        ? new JksOptions().setPath(path).setPassword(password)
        : new PfxOptions().setPath(path).setPassword(password);
  }
}
