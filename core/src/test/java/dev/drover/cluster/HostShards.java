package dev.drover.cluster;

import dev.drover.config.ClusterConfig;
import dev.drover.shard.ShardConsumerOptions;
import dev.drover.shard.ShardMessage;
import dev.drover.shard.ShardSendOptions;
import dev.drover.shard.ShardState;
import dev.drover.shard.ShardStatistics;
import dev.drover.shard.Shards;
import dev.drover.socket.ServerSockets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A member that owns shards on a host of a test's; see {@link HostMember}. The first line of stdin
 * is its {@link ClusterConfig}; then {@code consume MINIMUM-MEMBERS}, {@code add KEY ID TIMEOUT},
 * whose answer is {@code by NODE NUMBER} where the number counts the key's messages, {@code owned},
 * {@code handled} and {@code members}. Ends with its stdin.
 */
public final class HostShards implements ShardState {
  private final DroverClusterManager manager;
  private final Vertx vertx;
  private final Map<Integer, JsonObject> numbersOf = new ConcurrentHashMap<>();
  private final Queue<String> handled = new ConcurrentLinkedQueue<>();

  private HostShards(DroverClusterManager manager, Vertx vertx) {
    this.manager = manager;
    this.vertx = vertx;
  }

  public static void main(String[] args) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    ServerSockets.installLocal();
    HostShards member = join(ClusterConfig.fromJson(new JsonObject(in.readLine())));
    say("joined", member.manager.getNodeId());
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      member.obey(line, line.split(" "));
    }
    member.vertx.close().await();
  }

  private static HostShards join(ClusterConfig cluster) {
    VertxOptions options = new VertxOptions().setEventLoopPoolSize(1);
    DroverClusterManager.prepare(options.getEventBusOptions(), cluster);
    DroverClusterManager manager = DroverClusterManager.standalone(cluster);
    return new HostShards(
        manager,
        Vertx.builder().with(options).withClusterManager(manager).buildClustered().await());
  }

  private void obey(String line, String[] words) {
    switch (words[0]) {
      case "consume" -> consume(line, Integer.parseInt(words[1]));
      case "add" -> add(line, words[1], words[2], Integer.parseInt(words[3]));
      case "owned" -> say(line, owned());
      case "handled" -> say(line, String.join(" ", handled));
      case "members" -> say(line, "" + manager.getNodes().size());
      default -> say(line, "unknown");
    }
  }

  private void consume(String line, int minimum) {
    ShardConsumerOptions options =
        ShardConsumerOptions.of(SplitShardsTest.SHARDS).withState(this).withMinimumMembers(minimum);
    Shards.<String>consumer(vertx, "numbers", options, this::handle)
        .ready()
        .onComplete(done -> say(line, done.succeeded() ? "ok" : "failed " + done.cause()));
  }

  private Future<?> handle(ShardMessage<String> message) {
    handled.add(message.body());
    JsonObject numbers = numbersOf.get(message.shard());
    int number = numbers.getInteger(message.key(), 0) + 1;
    numbers.put(message.key(), number);
    return Future.succeededFuture(manager.getNodeId() + " " + number);
  }

  @Override
  public Future<Void> restore(int shard, Buffer state) {
    numbersOf.put(shard, state == null ? new JsonObject() : state.toJsonObject());
    return Future.succeededFuture();
  }

  @Override
  public Future<Buffer> release(int shard) {
    return Future.succeededFuture(numbersOf.remove(shard).toBuffer());
  }

  private void add(String line, String key, String id, int timeoutSeconds) {
    DeliveryOptions delivery = new DeliveryOptions().setSendTimeout(timeoutSeconds * 1_000L);
    Shards.<String>request(
            vertx, "numbers", key, id, ShardSendOptions.DEFAULT.withDelivery(delivery))
        .onSuccess(answer -> say(line, "by " + answer))
        .onFailure(
            failure -> say(line, MemberLostException.is(failure) ? "lost" : "failed " + failure));
  }

  private String owned() {
    return String.join(
        " ",
        Shards.statistics(vertx).await().stream()
            .filter(ShardStatistics::owned)
            .map(ShardStatistics::shard)
            .sorted()
            .map(String::valueOf)
            .toList());
  }

  private static synchronized void say(String line, String answer) {
    System.out.println((line + " " + answer).strip());
  }
}
