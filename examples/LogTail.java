import dev.drover.bridge.ProcessSpec;
import dev.drover.bridge.ProcessVerticle;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.ServerWebSocket;

/**
 * Shows a log file in browsers as it grows: {@code tail} is a verticle whose lines are on the event
 * bus, each WebSocket a consumer. The file is {@code file} of the configuration, the port {@code
 * port} (8080).
 */
public class LogTail extends VerticleBase {
  private static final String PAGE =
      """
      <!doctype html><title>log</title><pre id=log></pre><script>
      const log = document.getElementById('log');
      new WebSocket(`ws://${location.host}/lines`).onmessage = e => log.append(e.data + '\\n');
      </script>
      """;

  @Override
  public Future<?> start() {
    String file = config().getString("file", "app.log");
    ProcessSpec tail = ProcessSpec.proc("log", "tail", "-n", "0", "-F", file).build();
    return vertx
        .deployVerticle(new ProcessVerticle(tail))
        .compose(
            deployed ->
                vertx
                    .createHttpServer()
                    .webSocketHandler(this::show)
                    .requestHandler(request -> request.response().end(PAGE))
                    .listen(config().getInteger("port", 8080)));
  }

  private void show(ServerWebSocket browser) {
    MessageConsumer<String> lines =
        vertx
            .eventBus()
            .consumer(
                "log.stdout",
                line -> {
                  if (!browser.writeQueueFull()) { // Who is too slow misses lines.
                    browser.writeTextMessage(line.body());
                  }
                });
    browser.closeHandler(closed -> lines.unregister());
  }
}
