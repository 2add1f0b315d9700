import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Burns CPU for each request to {@code /hello} and tells which process did it. It keeps its event
 * loop busy, as no good server does: it is here to show that the work spreads over all cores.
 *
 * <p>Configuration: {@code port} (default 8181) and {@code work}, the rounds of a request (default
 * 1,000,000: a few milliseconds). A request may ask for its own amount: {@code /hello?work=5000}.
 */
public class CpuServer extends VerticleBase {

  private static final int DEFAULT_WORK = 1_000_000;
  private static final int MAX_WORK = 1_000_000_000;

  private final long pid = ProcessHandle.current().pid();
  private int defaultWork;
  private long requests;

  @Override
  public Future<?> start() {
    defaultWork = config().getInteger("work", DEFAULT_WORK);
    return vertx
        .createHttpServer()
        .requestHandler(this::handle)
        .listen(config().getInteger("port", 8181));
  }

  private void handle(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (!"/hello".equals(request.path())) {
      response.setStatusCode(404).end("Not here; try /hello\n");
      return;
    }
    int work = workOf(request);
    if (work < 0) {
      response.setStatusCode(400).end("work must be a number from 0 to " + MAX_WORK + "\n");
      return;
    }
    response
        .putHeader("content-type", "text/plain")
        .putHeader("x-work-result", Long.toHexString(burn(++requests, work)))
        .end("Handled by process pid " + pid);
  }

  /** Returns -1 when the request asks for an amount that is none. */
  private int workOf(HttpServerRequest request) {
    String asked = request.getParam("work");
    if (asked == null) {
      return defaultWork;
    }
    try {
      int work = Integer.parseInt(asked);
      return work <= MAX_WORK ? work : -1;
    } catch (NumberFormatException notANumber) {
      return -1;
    }
  }

  /**
   * Takes time proportional to {@code rounds}. Each round needs the result of the one before, the
   * seed differs from request to request and the result is sent, so that no compiler can shorten,
   * hoist or drop the work.
   */
  static long burn(long seed, int rounds) {
    long value = seed;
    for (int round = 0; round < rounds; round++) {
      value ^= value << 13;
      value ^= value >>> 7;
      value ^= value << 17;
    }
    return value;
  }
}
