import dev.drover.shard.ShardConsumerOptions;
import dev.drover.shard.ShardMessage;
import dev.drover.shard.ShardState;
import dev.drover.shard.Shards;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps each customer's orders in memory, at the one instance of all replicas that owns the
 * customer's shard. They move with the shard; with {@code journal}, a directory, each is written
 * there before it is answered, and read again after a crash.
 */
public final class Totals extends VerticleBase implements ShardState {
  // For each shard, the cents of each order by customer and id.
  private final Map<Integer, JsonObject> customersOf = new HashMap<>();
  private Path journal;

  @Override
  public Future<?> start() throws IOException {
    String directory = config().getString("journal");
    if (directory != null) {
      journal = Files.createDirectories(Path.of(directory));
    }
    ShardConsumerOptions options = ShardConsumerOptions.of(64).withState(this);
    return Shards.<JsonObject>consumer(vertx, "orders", options, this::add).ready();
  }

  private Future<?> add(ShardMessage<JsonObject> message) {
    JsonObject customers = customersOf.get(message.shard());
    JsonObject orders = customers.getJsonObject(message.key(), new JsonObject());
    String id = message.body().getString("id");
    // An order that is sent again counts once.
    if (id == null || orders.containsKey(id)) {
      return Future.succeededFuture(total(message, orders));
    }
    int cents = message.body().getInteger("cents");
    return save(message.shard(), new JsonArray(List.of(message.key(), id, cents)))
        .map(
            saved -> {
              customers.put(message.key(), orders.put(id, cents));
              return total(message, orders);
            });
  }

  private static JsonObject total(ShardMessage<?> message, JsonObject orders) {
    int cents = orders.stream().mapToInt(order -> (Integer) order.getValue()).sum();
    return new JsonObject()
        .put("customer", message.key())
        .put("orders", orders.size())
        .put("cents", cents)
        .put("shard", message.shard())
        .put("pid", ProcessHandle.current().pid());
  }

  /** The last owner's release gave the state; there is none at first and after a crash. */
  @Override
  public Future<Void> restore(int shard, Buffer state) {
    Future<JsonObject> customers =
        state == null ? saved(shard) : Future.succeededFuture(state.toJsonObject());
    return customers.map(
        restored -> {
          customersOf.put(shard, restored);
          return null;
        });
  }

  @Override
  public Future<Buffer> release(int shard) {
    return Future.succeededFuture(customersOf.remove(shard).toBuffer());
  }

  private Future<?> save(int shard, JsonArray order) {
    if (journal == null) {
      return Future.succeededFuture();
    }
    return vertx.executeBlocking(
        () ->
            Files.writeString(
                journalOf(shard),
                order.encode() + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND));
  }

  private Future<JsonObject> saved(int shard) {
    return journal == null
        ? Future.succeededFuture(new JsonObject())
        : vertx.executeBlocking(() -> read(journalOf(shard)));
  }

  private static JsonObject read(Path orders) throws IOException {
    JsonObject customers = new JsonObject();
    if (Files.notExists(orders)) {
      return customers;
    }
    for (String line : Files.readAllLines(orders)) {
      JsonArray order = new JsonArray(line);
      String customer = order.getString(0);
      JsonObject known = customers.getJsonObject(customer, new JsonObject());
      customers.put(customer, known.put(order.getString(1), order.getInteger(2)));
    }
    return customers;
  }

  private Path journalOf(int shard) {
    return journal.resolve("shard-" + shard + ".jsonl");
  }
}
