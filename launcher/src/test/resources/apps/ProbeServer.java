import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells the tests what it runs in and with; listens on the port its configuration names. */
public class ProbeServer extends VerticleBase {
  private static final long PID = ProcessHandle.current().pid();
  private static final AtomicInteger INSTANCES = new AtomicInteger();

  private final int instance = INSTANCES.incrementAndGet();

  @Override
  public Future<?> start() {
    int port = config().getInteger("port", Integer.getInteger("probe.port", 0));
    return vertx
        .eventBus()
        .<String>consumer("probe." + PID, question -> question.reply("answered by " + PID))
        .completion()
        .compose(
            registered ->
                vertx.createHttpServer().requestHandler(this::handle).listen(port, "127.0.0.1"));
  }

  private void handle(HttpServerRequest request) {
    answer(request)
        .onSuccess(request.response()::end)
        .onFailure(failure -> request.response().setStatusCode(500).end(failure.toString()));
  }

  private Future<String> answer(HttpServerRequest request) {
    String value = request.getParam("of", "");
    return switch (request.path()) {
      case "/pid" -> Future.succeededFuture("" + PID);
      case "/instance" -> Future.succeededFuture(PID + "/" + instance);
      case "/slow" -> vertx.timer(Long.parseLong(value)).map("slow answer of " + PID);
      case "/env" -> Future.succeededFuture(String.valueOf(System.getenv(value)));
      case "/property" -> Future.succeededFuture(String.valueOf(System.getProperty(value)));
      case "/options" -> Future.succeededFuture(options().encode());
      case "/ask" ->
          vertx.eventBus().<String>request("probe." + value, "who?").map(reply -> reply.body());
      case "/block" -> Future.succeededFuture(block(Long.parseLong(value)));
      case "/print" -> vertx.executeBlocking(() -> print(Integer.parseInt(value)));
      default -> Future.failedFuture("no " + request.path());
    };
  }

  private JsonObject options() {
    return new JsonObject()
        .put("instances", INSTANCES.get())
        .put("eventLoops", eventLoops())
        .put("threading", context.threadingModel().name())
        .put("java", Runtime.version().feature())
        .put("config", config());
  }

  private int eventLoops() {
    AtomicInteger loops = new AtomicInteger();
    ((VertxInternal) vertx).nettyEventLoopGroup().forEach(loop -> loops.incrementAndGet());
    return loops.get();
  }

  /** Holds the event loop. */
  private static String block(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "blocked for " + millis;
  }

  private static String print(int lines) {
    for (int i = 0; i < lines; i++) {
      System.out.println("out " + PID + " " + i);
      System.err.println("err " + PID + " " + i);
    }
    return "printed";
  }
}
