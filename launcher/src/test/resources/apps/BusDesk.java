import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/** Answers on the event bus in every way that there is. */
public class BusDesk extends VerticleBase {
  @Override
  public Future<?> start() {
    vertx
        .eventBus()
        .consumer(
            "echo",
            message ->
                message.reply(
                    new JsonObject()
                        .put("body", message.body())
                        .put("header", message.headers().get("k"))));
    vertx.eventBus().consumer("fails", message -> message.fail(42, "sold out"));
    vertx.eventBus().consumer("silent", message -> {});
    vertx.eventBus().consumer("bytes", message -> message.reply(Buffer.buffer("ab")));
    vertx.eventBus().<Integer>consumer("flood", this::flood);
    return Future.succeededFuture();
  }

  private void flood(Message<Integer> message) {
    for (int i = 1; i <= message.body(); i++) {
      vertx.eventBus().publish("flooded", new JsonObject().put("i", i).put("pad", "x".repeat(500)));
    }
    message.reply("done");
  }
}
