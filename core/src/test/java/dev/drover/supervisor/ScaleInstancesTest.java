package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.InstanceVerticle;
import dev.drover.config.ApplicationSpec;
import dev.drover.config.ConfigException;
import dev.drover.config.ServiceConfig;
import dev.drover.config.VertxSettings;
import io.vertx.core.json.JsonObject;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** More and fewer instances in replicas that run, while clients ask. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ScaleInstancesTest {
  private static final int CHANGES = Integer.getInteger("drover.test.instance.changes", 2);

  private static ServiceConfig config(int replicas, int instances, int most, Integer loops) {
    JsonObject options = loops == null ? null : new JsonObject().put("eventLoopPoolSize", loops);
    JsonObject conf = new JsonObject().put("most", most);
    VertxSettings settings =
        new VertxSettings(options, null, conf, false, null, null, null, null, false, false, null);
    ApplicationSpec application =
        new ApplicationSpec(
            ApplicationSpec.Entry.VERTICLE,
            InstanceVerticle.class.getName(),
            List.of(),
            settings,
            instances);
    return ServiceConfig.of("web", application, replicas)
        .withJvmArgs(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"))
        .withStop(Running.PATIENT);
  }

  private static List<Integer> instances(Running running) {
    return running.supervisor.status().slots().stream().map(SlotStatus::instances).toList();
  }

  private static void scale(Running running, int replicas, int instances) throws Exception {
    Running.await(running.supervisor.scale("web", new ScaleOptions(replicas, instances, false)));
  }

  private static InetSocketAddress address(Running running) {
    return running.supervisor.status().services().get(0).addresses().get(0);
  }

  private static WebLoad load(InetSocketAddress address) {
    return new WebLoad()
        .keepingAlive(address, "/", 4)
        .connectingAnew(address, "/", 4)
        .keepingAlive(address, "/count", 1)
        .keepingAlive(address, "/slow", 4)
        .keepingAlive(address, "/bus", 4)
        .connectingAnew(address, "/bus", 4);
  }

  private static void loseNothing(Running running, WebLoad load) throws Exception {
    load.awaitAnswers(200);
    load.stop();
    assertThat(load.failures()).as(() -> running.events.events().toString()).isEmpty();
    assertThat(load.answers()).doesNotContain("failed").contains("slow", "done");
  }

  @Test
  void instancesComeAndGoInEachReplicaAndNothingIsLost() throws Exception {
    try (Running running = Running.started(config(2, 1, 1_000, 4));
        WebLoad load = load(address(running))) {
      load.awaitAnswers(100);
      for (int change = 0; change < CHANGES; change++) {
        scale(running, 0, 4);
        assertThat(instances(running)).containsExactly(4, 4);
        load.awaitAnswerOf("count 4");
        load.awaitAnswers(200);
        scale(running, 0, 2);
        assertThat(instances(running)).containsExactly(2, 2);
        load.awaitAnswerOf("count 2");
        load.awaitAnswers(200);
      }
      assertThat(running.events.count("restarting")).isZero();
      assertThat(running.events.await("instances web#1")).matches(".* 4 on [34] cut 0");
      load.forget();
      load.awaitDifferent(4, each -> each.contains("/"));
      load.awaitAnswers(500);
      assertThat(load.answers().stream().filter(each -> each.contains("/"))).hasSize(4);
      loseNothing(running, load);
    }
  }

  @Test
  void replicasThatComeLaterHaveAsMany() throws Exception {
    try (Running running = Running.started(config(1, 1, 1_000, null));
        WebLoad load = load(address(running))) {
      scale(running, 2, 3);
      assertThat(instances(running)).containsExactly(3, 3);
      Running.await(running.supervisor.reload("web", ReloadTest.QUICK));
      assertThat(instances(running)).containsExactly(3, 3);
      scale(running, 1, 1);
      assertThat(instances(running)).containsExactly(1);
      loseNothing(running, load);
    }
  }

  @Test
  void thoseThatShareOneEventLoopComeAndGoToo() throws Exception {
    try (Running running = Running.started(config(1, 2, 1_000, 1));
        WebLoad load = load(address(running))) {
      scale(running, 0, 3);
      assertThat(running.events.await("instances web#1")).endsWith(" 3 on 1 cut 0");
      scale(running, 0, 1);
      assertThat(instances(running)).containsExactly(1);
      loseNothing(running, load);
    }
  }

  @Test
  void oneThatDoesNotStartLeavesAsManyAsThereWere() throws Exception {
    try (Running running = Running.started(config(2, 1, 2, null));
        WebLoad load = load(address(running))) {
      assertThatThrownBy(() -> scale(running, 0, 4))
          .hasMessageContaining("the replica of web#")
          .hasMessageContaining("stays at 1: an instance did not start: ")
          .hasMessageEndingWith("there are enough of us");
      assertThat(instances(running)).containsExactly(1, 1);
      Running.await(running.supervisor.restart(new SlotId("web", 2)));
      assertThat(instances(running)).containsExactly(1, 1);
      loseNothing(running, load);
    }
  }

  @Test
  void whatHasNoInstancesOfItsOwnIsRefused() throws Exception {
    try (Running running = Running.started(Running.probe(1))) {
      assertThatThrownBy(() -> scale(running, 0, 2))
          .isInstanceOf(ConfigException.class)
          .hasMessage(
              "scale web: its own main method deploys its instances; give a number of replicas instead");
      assertThatThrownBy(() -> new ScaleOptions(0, 0, false))
          .hasMessage("scale: replicas or instances must be >= 1, were 0 and 0");
    }
    ApplicationSpec program =
        new ApplicationSpec(
            ApplicationSpec.Entry.VERTICLE, "proc:cat", List.of(), VertxSettings.NONE, 1);
    assertThatThrownBy(() -> ReplicaChanges.requireInstances(ServiceConfig.of("web", program, 1)))
        .hasMessage(
            "scale web: proc:cat is a program and has no instances; give a number of replicas instead");
  }

  @Test
  void aNumberOfTheConfigurationsOwnCountsAgainOnceThatSaysAnother() {
    InstanceTarget target = new InstanceTarget();
    ApplicationSpec plain = config(1, 2, 9, null).application();
    assertThat(target.of(plain)).isZero();
    target.set(4, plain);
    assertThat(target.applyTo(plain).vertx().instances()).isEqualTo(4);
    assertThat(target.of(plain.withInstances(3))).isZero();
  }
}
