package dev.drover.bench.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * A member of plain clustered Vert.x: {@code PlainMember CLUSTER PORT SEED}, with {@code -} for no
 * seed. Orders are JSON lines on stdin, answers JSON lines on stdout; ends with its stdin.
 *
 * <p>Hazelcast is as Drover has it: the properties come as system properties, the rest is here; but
 * its port is for clients too, as it is with vertx-hazelcast unless somebody says otherwise. And
 * the work is a verticle's, as it is there: with its requests Vert.x has more to do, since it fails
 * them when the verticle is undeployed.
 */
public final class PlainMember {
  private static final String LOOPBACK = "127.0.0.1";

  private PlainMember() {}

  /** Exits 0 at the end of stdin. */
  public static void main(String[] args) throws Exception {
    PrintStream out = System.out;
    Vertx vertx =
        Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true))
            .withClusterManager(
                new HazelcastClusterManager(config(args[0], Integer.parseInt(args[1]), args[2])))
            .buildClustered()
            .await();
    if (!vertx.isNativeTransportEnabled()) {
      throw new IllegalStateException(
          "no native transport", vertx.unavailableNativeTransportCause());
    }
    MemberWork work = new MemberWork(vertx);
    Context context = ofVerticle(vertx);
    out.println("joined");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonObject order = new JsonObject(line);
      context.runOnContext(
          go -> Answers.of(work, order).onSuccess(answer -> out.println(answer.encode())));
    }
    vertx.close().await();
    System.exit(0);
  }

  private static Context ofVerticle(Vertx vertx) {
    CompletableFuture<Context> context = new CompletableFuture<>();
    vertx
        .deployVerticle(
            own -> {
              context.complete(own);
              return Future.succeededFuture();
            })
        .await();
    return context.join();
  }

  private static Config config(String cluster, int port, String seed) {
    Config config = new Config().setClusterName(cluster);
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs").setBackupCount(1).setValueCollectionType("SET"));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
    config.getJetConfig().setEnabled(false);
    config.getMetricsConfig().setEnabled(false);
    NetworkConfig network = config.getNetworkConfig();
    network.setReuseAddress(true).setPort(port).setPortAutoIncrement(false);
    network.getInterfaces().setEnabled(true).addInterface(LOOPBACK);
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(2);
    if (!seed.equals("-")) {
      join.getTcpIpConfig().setRequiredMember(seed);
    }
    return config;
  }
}
