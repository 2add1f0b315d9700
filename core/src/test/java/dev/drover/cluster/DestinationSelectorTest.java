package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Completable;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxBootstrapImpl;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.cluster.ClusteredNode;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DestinationSelectorTest {
  private final List<String> registered = new ArrayList<>();
  private final List<String> written = new ArrayList<>();
  private final DestinationSelector selector = new DestinationSelector();

  @Test
  void itIsFoundByEveryVertxThatIsBuilt() {
    VertxBootstrap builder = VertxBootstrap.create().init();
    assertThat(((VertxBootstrapImpl) builder).clusterNodeSelector())
        .isInstanceOf(DestinationSelector.class);
    Vertx plain = builder.vertx();
    assertThat(plain.isClustered()).isFalse();
    plain.close().await();
  }

  @Test
  void oneThatCannotBeWrittenToKeepsAPublishFromNobodyElse() {
    registered.addAll(List.of("a", "broken", "c"));
    publish();
    assertThat(written).containsExactlyInAnyOrder("a", "c");
  }

  @Test
  void aPublishThatNobodyHearsIsToldSo() {
    publish();
    assertThat(written).containsExactly("nobody");
  }

  @Test
  void aSendThatCannotBeWrittenDoesNotThrow() {
    registered.add("broken");
    selector.init(node());
    selector.selectForSend("news", (nodeId, failure) -> write(nodeId));
    assertThat(written).isEmpty();
  }

  private void publish() {
    selector.init(node());
    selector.selectForPublish(
        "news",
        (nodeIds, failure) -> {
          if (nodeIds.iterator().hasNext()) {
            nodeIds.forEach(this::write);
          } else {
            written.add("nobody");
          }
        });
  }

  /** As Vert.x does it when a connection has just ended. */
  private void write(String nodeId) {
    if (nodeId.equals("broken")) {
      throw new IllegalStateException("Promise already completed");
    }
    written.add(nodeId);
  }

  private ClusteredNode node() {
    return new ClusteredNode() {
      @Override
      public String getNodeId() {
        return "self";
      }

      @Override
      public void getRegistrations(String address, Completable<List<RegistrationInfo>> promise) {
        promise.succeed(
            registered.stream().map(nodeId -> new RegistrationInfo(nodeId, 0, false)).toList());
      }

      @Override
      public NodeInfo getNodeInfo() {
        return null;
      }

      @Override
      public void getNodeInfo(String nodeId, Completable<NodeInfo> promise) {
        promise.fail("not asked for here");
      }

      @Override
      public List<String> getNodes() {
        return List.of();
      }
    };
  }
}
