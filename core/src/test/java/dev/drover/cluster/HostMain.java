package dev.drover.cluster;

import com.hazelcast.multimap.MultiMap;
import dev.drover.config.ClusterConfig;
import dev.drover.socket.ServerSockets;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastRegistrationInfo;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A member on a host of its own; see {@link HostMember}. The first line of stdin is its {@link
 * ClusterConfig}; then each line is a command: {@code consume ADDRESS}, {@code request ADDRESS},
 * {@code registrations ADDRESS}, {@code members}, {@code fill COUNT}, {@code count NODE}. Each is
 * answered by one line that begins with it. Ends with its stdin.
 */
public final class HostMain {
  private final HazelcastClusterManager manager;
  private final Vertx vertx;

  private HostMain(HazelcastClusterManager manager, Vertx vertx) {
    this.manager = manager;
    this.vertx = vertx;
  }

  public static void main(String[] args) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    // So that the event bus has Drover's transport.
    ServerSockets.installLocal();
    ClusterConfig cluster = ClusterConfig.fromJson(new JsonObject(in.readLine()));
    HostMain member;
    try {
      member = args.length > 0 && args[0].equals("plain") ? plain(cluster) : drover(cluster);
    } catch (Exception refused) {
      say("failed " + refused.getMessage());
      return;
    }
    say("joined " + member.manager.getNodeId());
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      member.obey(line);
    }
    member.vertx.close().await();
  }

  private static HostMain drover(ClusterConfig cluster) {
    VertxOptions options = new VertxOptions().setEventLoopPoolSize(1);
    DroverClusterManager.prepare(options.getEventBusOptions(), cluster);
    DroverClusterManager manager = DroverClusterManager.standalone(cluster);
    return build(options, manager);
  }

  /** Vert.x' own cluster manager on the same Hazelcast. */
  private static HostMain plain(ClusterConfig cluster) {
    HazelcastLogging.quieten();
    HazelcastClusterManager manager =
        new HazelcastClusterManager(new HostsSettings(cluster).standalone());
    return build(new VertxOptions().setEventLoopPoolSize(1), manager);
  }

  private static HostMain build(VertxOptions options, HazelcastClusterManager manager) {
    return new HostMain(
        manager,
        Vertx.builder().with(options).withClusterManager(manager).buildClustered().await());
  }

  private void obey(String line) {
    String[] words = line.split(" ");
    switch (words[0]) {
      case "consume" ->
          vertx
              .eventBus()
              .consumer(words[1], message -> message.reply(manager.getNodeId()))
              .completion()
              .onComplete(done -> say(line + (done.succeeded() ? " ok" : " failed")));
      case "request" -> request(line, words[1]);
      case "registrations" -> registrations(line, words[1]);
      case "fill" -> fill(line, Integer.parseInt(words[1]));
      case "count" -> count(line, words[1]);
      case "members" -> say(line + " " + manager.getNodes().size());
      default -> say(line + " unknown");
    }
  }

  /** With consumers of as many addresses. */
  private void fill(String line, int count) {
    List<Future<Void>> all =
        IntStream.range(0, count)
            .mapToObj(i -> vertx.eventBus().consumer("many" + i, message -> {}).completion())
            .toList();
    Future.all(all).onComplete(done -> say(line + (done.succeeded() ? " ok" : " failed")));
  }

  /** How many registrations of a node there are, whatever their addresses. */
  private void count(String line, String node) {
    vertx
        .executeBlocking(
            () ->
                subs().values().stream().filter(one -> node.equals(one.unwrap().nodeId())).count())
        .onComplete((count, failure) -> say(line + " " + (failure == null ? count : failure)));
  }

  private MultiMap<String, HazelcastRegistrationInfo> subs() {
    return manager.getHazelcastInstance().getMultiMap("__vertx.subs");
  }

  private void request(String line, String address) {
    long began = System.nanoTime();
    vertx
        .eventBus()
        .<Object>request(address, "", new DeliveryOptions().setSendTimeout(60_000))
        .onComplete(
            (reply, failure) -> {
              long millis = (System.nanoTime() - began) / 1_000_000;
              String what =
                  failure == null
                      ? "reply " + reply.body()
                      : MemberLostException.is(failure) ? "lost" : "failed " + failure;
              say(line + " " + millis + " " + what);
            });
  }

  /** As this member's Hazelcast has them. */
  private void registrations(String line, String address) {
    Promise<List<RegistrationInfo>> found = Promise.promise();
    manager.getRegistrations(address, found);
    found
        .future()
        .onComplete(
            (all, failure) ->
                say(
                    line
                        + " "
                        + (failure != null
                            ? "failed"
                            : String.join(
                                " ",
                                all.stream().map(RegistrationInfo::nodeId).sorted().toList()))));
  }

  private static synchronized void say(String line) {
    System.out.println(line);
  }
}
