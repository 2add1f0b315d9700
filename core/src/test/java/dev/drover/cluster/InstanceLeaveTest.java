package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Instances of a verticle that go while others of their member stay. */
@Timeout(120)
final class InstanceLeaveTest {
  private static final int LEAVES = Integer.getInteger("drover.test.instance.leaves", 20);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int ASKERS = 16;

  private final Members members = new Members(2, MemberBus.DEAD_FOR);
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong heard = new AtomicLong();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean stop;

  @AfterEach
  void close() {
    stop = true;
    members.close();
  }

  /** Answers later, so that requests are in flight at any time. */
  private final class Worker extends VerticleBase {
    private final boolean counts;
    private Context own;
    private final AtomicLong mine = new AtomicLong();

    Worker(boolean counts) {
      this.counts = counts;
    }

    @Override
    public Future<?> start() {
      own = context;
      return Future.all(
          vertx
              .eventBus()
              .consumer("work", message -> mine.addAndGet(received.incrementAndGet() > 0 ? 1 : 0))
              .completion(),
          vertx
              .eventBus()
              .consumer("ask", message -> vertx.setTimer(1, timer -> message.reply("done")))
              .completion(),
          vertx
              .eventBus()
              .consumer("news", message -> heard.addAndGet(counts ? 1 : 0))
              .completion());
    }
  }

  private Future<Void> ask(Vertx from) {
    sent.incrementAndGet();
    from.eventBus().send("work", "");
    published.incrementAndGet();
    from.eventBus().publish("news", "");
    return from.eventBus()
        .request("ask", "")
        .onFailure(failures::add)
        .transform(any -> stop ? Future.succeededFuture() : ask(from));
  }

  @Test
  void nothingIsLostThatOthersSendMeanwhile() throws Exception {
    Vertx here = members.vertx(0);
    here.deployVerticle(new Worker(true)).await();
    members.manager(0).introduce().await();
    List<Future<Void>> askers = new ArrayList<>();
    for (int asker = 0; asker < ASKERS; asker++) {
      Vertx from = members.vertx(asker % 2);
      askers.add(Future.future(over -> from.runOnContext(go -> ask(from).onComplete(over))));
    }
    for (int leave = 0; leave < LEAVES; leave++) {
      Worker worker = new Worker(false);
      String id = here.deployVerticle(worker).await();
      Await.until(() -> "it works", () -> worker.mine.get() > 50);
      members.manager(0).leave(worker.own, LIMIT).await();
      here.undeploy(id).await();
    }
    stop = true;
    Future.all(askers).await();
    Await.until(() -> received + " of " + sent, () -> received.get() == sent.get());
    Await.until(() -> heard + " of " + published, () -> heard.get() == published.get());
    assertThat(failures).isEmpty();
  }

  @Test
  void anAddressThatOnlyItHasIsWithdrawnFirstAndWhatIsInFlightIsAnswered() {
    Vertx here = members.vertx(0);
    Vertx other = members.vertx(1);
    other.eventBus().consumer("shared", message -> message.reply("other")).completion().await();
    Context[] own = new Context[1];
    String id =
        here.deployVerticle(
                () ->
                    new VerticleBase() {
                      @Override
                      public Future<?> start() {
                        own[0] = context;
                        return vertx
                            .eventBus()
                            .consumer(
                                "shared",
                                message -> vertx.setTimer(500, timer -> message.reply("here")))
                            .completion();
                      }
                    },
                new DeploymentOptions())
            .await();
    members.manager(0).introduce().await();
    // It knows of both before it asks: else the cluster could answer when one has left.
    other.eventBus().request("shared", "").await();
    List<Future<Object>> asked = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      asked.add(other.eventBus().request("shared", "").map(reply -> reply.body()));
    }
    members.manager(0).leave(own[0], LIMIT).await();
    here.undeploy(id).await();
    Future.all(asked).await();
    assertThat(asked).extracting(Future::result).contains("here", "other");
    for (int i = 0; i < 10; i++) {
      assertThat(other.eventBus().request("shared", "").await().body()).isEqualTo("other");
    }
  }
}
