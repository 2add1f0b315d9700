package dev.drover.cluster;

import dev.drover.config.ApplicationSpec;
import dev.drover.config.ClusterConfig;
import dev.drover.config.DroverConfig;
import dev.drover.config.ServiceConfig;
import dev.drover.config.VertxSettings;
import dev.drover.supervisor.Supervisor;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A supervisor of two replicas on a host of a test's. The first line of stdin is its {@link
 * ClusterConfig}; it stops with its stdin.
 */
public final class HostSupervisor {

  private HostSupervisor() {}

  /** What the replicas run. */
  public static final class Replica extends VerticleBase {
    @Override
    public Future<?> start() {
      return vertx
          .eventBus()
          .consumer("replicas", message -> message.reply(ProcessHandle.current().pid()))
          .completion();
    }
  }

  public static void main(String[] args) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    ClusterConfig cluster = ClusterConfig.fromJson(new JsonObject(in.readLine()));
    ApplicationSpec application =
        new ApplicationSpec(
            ApplicationSpec.Entry.VERTICLE,
            Replica.class.getName(),
            List.of(),
            VertxSettings.NONE,
            1);
    ServiceConfig service =
        ServiceConfig.of("echo", application, 2)
            .withJvmArgs(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx96m"));
    Vertx vertx = Vertx.vertx();
    Supervisor supervisor = Supervisor.create(vertx, DroverConfig.of(service).withCluster(cluster));
    supervisor.start().await();
    System.out.println("joined supervisor");
    while (in.readLine() != null) {
      // Its end is all that is waited for.
    }
    supervisor.stop().await();
    vertx.close().await();
  }
}
