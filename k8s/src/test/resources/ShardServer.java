import dev.drover.shard.ShardConsumerOptions;
import dev.drover.shard.ShardMessage;
import dev.drover.shard.ShardState;
import dev.drover.shard.ShardStatistics;
import dev.drover.shard.Shards;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/**
 * GET /KEY adds one to a number that the key's owner has in memory, and says it; GET /owned says
 * how many shards this pod has.
 */
public class ShardServer extends VerticleBase implements ShardState {
  private final Map<Integer, JsonObject> numbersOf = new HashMap<>();

  @Override
  public Future<?> start() {
    ShardConsumerOptions options = ShardConsumerOptions.of(64).withState(this);
    return Shards.<String>consumer(vertx, "numbers", options, this::add)
        .ready()
        .compose(
            ready -> vertx.createHttpServer().requestHandler(this::answer).listen(8080));
  }

  private Future<?> add(ShardMessage<String> message) {
    JsonObject numbers = numbersOf.get(message.shard());
    int number = numbers.getInteger(message.key(), 0) + 1;
    numbers.put(message.key(), number);
    return Future.succeededFuture(number);
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

  private void answer(HttpServerRequest request) {
    String key = request.path().substring(1);
    Future<?> answer =
        key.equals("owned")
            ? Shards.statistics(vertx)
                .map(all -> all.stream().filter(ShardStatistics::owned).count())
            : Shards.request(vertx, "numbers", key, "");
    answer
        .onSuccess(number -> request.response().end(number.toString()))
        .onFailure(cause -> request.response().setStatusCode(500).end(cause.toString()));
  }
}
