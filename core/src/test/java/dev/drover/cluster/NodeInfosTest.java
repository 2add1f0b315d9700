package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.HazelcastInstance;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NodeInfosTest {

  @Test
  void whoWasThereWhoComesAndWhoLeavesIsKnownWithoutAsking() {
    try (Members members = new Members(2, Duration.ofMinutes(5))) {
      HazelcastInstance hazelcast = members.manager(0).getHazelcastInstance();
      NodeInfos infos = new NodeInfos();
      infos.follow(hazelcast);
      assertThat(infos.of(members.nodeId(1)).port())
          .isEqualTo(members.manager(1).getNodeInfo().port());
      assertThat(infos.of("nobody")).isNull();

      String third = members.add();
      Await.until(() -> "the third is known", () -> infos.of(third) != null);
      assertThat(infos.of(third).host()).isEqualTo("127.0.0.1");

      members.vertx(2).close().await();
      Await.until(() -> "the third is forgotten", () -> infos.of(third) == null);
    }
  }
}
