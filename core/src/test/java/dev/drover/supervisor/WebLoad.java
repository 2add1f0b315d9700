package dev.drover.supervisor;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Clients that ask one request after the other, never again what failed, until closed. */
final class WebLoad implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 60_000;

  private final Vertx vertx = Vertx.vertx();
  private final List<HttpClient> clients = new ArrayList<>();
  private final List<Future<Void>> users = new ArrayList<>();
  private final AtomicLong answered = new AtomicLong();
  private final Set<String> answers = ConcurrentHashMap.newKeySet();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /** On connections that are used again. */
  WebLoad keepingAlive(InetSocketAddress server, String path, int users) {
    return start(new HttpClientOptions(), server, path, users);
  }

  /** On a connection for each request. */
  WebLoad connectingAnew(InetSocketAddress server, String path, int users) {
    return start(new HttpClientOptions().setKeepAlive(false), server, path, users);
  }

  /** By HTTP/2 over TLS. */
  WebLoad multiplexing(InetSocketAddress server, String path, int users) {
    HttpClientOptions options =
        new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setUseAlpn(true);
    return start(options.setSsl(true).setTrustAll(true).setVerifyHost(false), server, path, users);
  }

  private WebLoad start(
      HttpClientOptions options, InetSocketAddress server, String path, int count) {
    PoolOptions pool = new PoolOptions().setHttp1MaxSize(count).setHttp2MaxSize(2);
    HttpClient client = vertx.createHttpClient(options, pool);
    clients.add(client);
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost(server.getAddress().getHostAddress())
            .setPort(server.getPort())
            .setURI(path)
            .setTimeout(TIMEOUT_MILLIS);
    for (int user = 0; user < count; user++) {
      Promise<Void> over = Promise.promise();
      users.add(over.future());
      ask(client, request, over);
    }
    return this;
  }

  /** Again and again. */
  private void ask(HttpClient client, RequestOptions request, Promise<Void> over) {
    client
        .request(new RequestOptions(request))
        .compose(HttpClientRequest::send)
        .compose(
            response ->
                response
                    .body()
                    .map(body -> response.statusCode() == 200 ? body.toString() : "failed"))
        .onComplete(
            answer -> {
              count(request, answer);
              if (closed) {
                over.complete();
              } else {
                ask(client, request, over);
              }
            });
  }

  private void count(RequestOptions request, AsyncResult<String> answer) {
    if (answer.succeeded()) {
      answers.add(answer.result());
      answered.incrementAndGet();
    } else if (failures.size() < 100) {
      failures.add(request.getURI() + " " + answer.cause());
    }
  }

  /** Waits until so many more have been answered. */
  void awaitAnswers(long more) throws InterruptedException {
    long wanted = answered.get() + more;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (answered.get() < wanted) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("only " + answered + " answers of " + wanted + ", " + failures);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /** Waits until each of these has been answered since the last time. */
  void awaitAnswerOf(String... wanted) throws InterruptedException {
    forget();
    awaitAll(() -> answers.containsAll(List.of(wanted)));
  }

  /** Waits until so many different answers of that kind have come since the last time. */
  void awaitDifferent(int count, Predicate<String> wanted) throws InterruptedException {
    awaitAll(() -> answers.stream().filter(wanted).count() >= count);
  }

  private void awaitAll(BooleanSupplier there) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!there.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("only " + answers + ", " + failures);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /** What has been answered. */
  void forget() {
    answers.clear();
  }

  long answered() {
    return answered.get();
  }

  /** What was answered, each once. */
  Set<String> answers() {
    return Set.copyOf(answers);
  }

  /** Up to 100. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Asks no more, and waits for the answers still to come. */
  void stop() throws Exception {
    closed = true;
    Running.await(Future.join(users));
  }

  @Override
  public void close() {
    closed = true;
    vertx.close().await();
  }
}
