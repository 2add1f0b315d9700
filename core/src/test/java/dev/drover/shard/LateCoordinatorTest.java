package dev.drover.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Completable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A shard is handed over while another node becomes the coordinator. */
class LateCoordinatorTest {
  private static final String OLD_OWNER = "a";
  private static final String NEW_OWNER = "b";
  private static final String COORDINATOR = "c";

  private final RecordingLink link = new RecordingLink();
  private final ShardNode node = new ShardNode(NEW_OWNER, link);
  private final Handover handover =
      new Handover("orders", 3, ConsumerId.of(NEW_OWNER, 1), 1L << 24 | 7, Buffer.buffer("state"));

  LateCoordinatorTest() {
    node.peers().changed(List.of(COORDINATOR, OLD_OWNER, NEW_OWNER));
    node.consumers().enter(new LocalConsumer("orders", ShardConsumerOptions.of(8), new Idle()));
    link.runAll();
  }

  @Test
  void theOldOwnerForgetsNothingThatTheCoordinatorHasNotHeardOf() {
    coordinate(2);
    node.handedOver(OLD_OWNER, handover);
    link.runAll();
    assertThat(link.told(Words.TAKEN)).isEmpty();

    JsonObject report = link.told(Words.REPORT).get(link.told(Words.REPORT).size() - 1);
    assertThat(report.encode()).contains(handover.consumer());
    hear(2, report.getLong("version"));
    node.handedOver(OLD_OWNER, handover);
    assertThat(link.told(Words.TAKEN)).hasSize(1);
  }

  @Test
  void whatTheCoordinatorHasOrderedItKnowsOf() {
    coordinate(1);
    node.handedOver(OLD_OWNER, handover);
    assertThat(link.told(Words.TAKEN)).hasSize(1);
  }

  private void coordinate(long term) {
    node.peers()
        .told(COORDINATOR, word(Words.COLLECT).put("term", term).put("gone", new JsonArray()));
    hear(term, link.told(Words.REPORT).get(0).getLong("version"));
  }

  private void hear(long term, long version) {
    node.peers()
        .told(
            COORDINATOR,
            word(Words.HEARD)
                .put("term", term)
                .put("version", version)
                .put("complete", false)
                .put("free", new JsonArray())
                .put("mismatched", new JsonArray()));
  }

  private static JsonObject word(String word) {
    return new JsonObject().put(Words.WORD, word);
  }

  private static final class Idle implements Worker {
    @Override
    public void handle(Parcel parcel, Completable<Object> done) {
      done.succeed(null);
    }

    @Override
    public void restore(int shard, Buffer state, Completable<Void> done) {
      done.succeed(null);
    }

    @Override
    public void release(int shard, Completable<Buffer> done) {
      done.succeed(null);
    }
  }

  private static final class RecordingLink implements Link {
    private final List<JsonObject> words = new ArrayList<>();
    private final Deque<Runnable> soon = new ArrayDeque<>();

    List<JsonObject> told(String word) {
      return words.stream().filter(one -> one.getString(Words.WORD).equals(word)).toList();
    }

    void runAll() {
      while (!soon.isEmpty()) {
        soon.poll().run();
      }
    }

    @Override
    public void tell(String node, JsonObject word) {
      words.add(word);
    }

    @Override
    public void deliver(String node, Parcel parcel) {}

    @Override
    public void answer(String node, Answer answer) {}

    @Override
    public void handOver(String node, Handover handed) {}

    @Override
    public Runnable later(long millis, Runnable task) {
      if (millis == 0) {
        soon.add(task);
      }
      return () -> soon.remove(task);
    }

    @Override
    public void lookAgain() {}

    @Override
    public long now() {
      return 0;
    }
  }
}
