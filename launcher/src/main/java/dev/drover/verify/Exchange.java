package dev.drover.verify;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** One request, never tried twice, and its whole answer. For one event loop. */
final class Exchange {

  /**
   * @param reusable whether the server has left the connection open for more
   */
  record Answer(int status, boolean reusable) {}

  private final Vertx vertx;
  private final LoadTarget target;
  private final Duration timeout;
  private final long began = System.nanoTime();
  private final Promise<Answer> answer = Promise.promise();
  private Connections.Open connection;

  Exchange(Vertx vertx, LoadTarget target, Duration timeout) {
    this.vertx = vertx;
    this.target = target;
    this.timeout = timeout;
  }

  /**
   * @param single tells the server that no request follows
   * @return fails with a {@link TimeoutException} when the answer is not complete in time
   */
  Future<Answer> run(Future<Connections.Open> free, boolean single) {
    long timer = vertx.setTimer(timeout.toMillis(), late -> tooLate());
    free.compose(open -> ask(open, single))
        .onSuccess(answer::tryComplete)
        .onFailure(answer::tryFail);
    return answer.future().onComplete(over -> vertx.cancelTimer(timer));
  }

  private void tooLate() {
    answer.tryFail(new TimeoutException("no answer within " + timeout.toMillis() + " ms"));
    if (connection != null) {
      connection.http().close();
    }
  }

  private Future<Answer> ask(Connections.Open open, boolean single) {
    connection = open;
    if (answer.future().isComplete()) {
      open.http().close();
      return answer.future();
    }
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost(target.host())
            .setPort(target.port())
            .setURI(target.path());
    if (single) {
      options.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    return open.http().request(options).compose(HttpClientRequest::send).compose(Exchange::read);
  }

  private static Future<Answer> read(HttpClientResponse response) {
    return response.end().map(end -> new Answer(response.statusCode(), isReusable(response)));
  }

  private static boolean isReusable(HttpClientResponse response) {
    String said = response.getHeader(HttpHeaders.CONNECTION);
    return response.version() == HttpVersion.HTTP_1_0
        ? "keep-alive".equalsIgnoreCase(said)
        : !"close".equalsIgnoreCase(said);
  }

  /** Null before it was made. */
  Connections.Open connection() {
    return connection;
  }

  /** When it was to be sent. */
  long began() {
    return began;
  }
}
