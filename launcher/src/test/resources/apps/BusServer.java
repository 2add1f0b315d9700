import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Knows prices, on the event bus and over HTTP. */
public class BusServer extends VerticleBase {
  @Override
  public Future<?> start() {
    vertx.eventBus().consumer("prices", message -> message.reply(message.body() + " costs 3"));
    return vertx
        .createHttpServer()
        .requestHandler(request -> request.response().end("up"))
        .listen(config().getInteger("port"));
  }
}
