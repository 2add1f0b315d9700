import dev.drover.config.ApplicationSpec;
import dev.drover.config.ServiceConfig;
import dev.drover.config.VertxSettings;
import dev.drover.supervisor.SlotId;
import dev.drover.supervisor.Supervisor;
import dev.drover.supervisor.SupervisorListener;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/**
 * Supervision as a library: two replicas of a verticle of this class path, watched from within a
 * Vert.x application of one's own.
 */
public class EmbeddedSupervisor {

  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    ApplicationSpec hello =
        new ApplicationSpec(
            ApplicationSpec.Entry.VERTICLE, "HelloServer", List.of(), VertxSettings.NONE, 1);

    Supervisor supervisor =
        Supervisor.create(vertx, ServiceConfig.of("hello", hello, 2))
            .listener(
                new SupervisorListener() {
                  @Override
                  public void replicaReady(SlotId slot, long pid, int instances, Duration took) {
                    System.out.println(slot + " is ready, pid " + pid);
                  }

                  @Override
                  public void output(SlotId slot, Stream stream, String line) {
                    System.out.println(slot + " | " + line);
                  }
                });

    supervisor.start().onSuccess(ready -> System.out.println(supervisor.status()));
    supervisor.ended().onComplete(ended -> vertx.close());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> supervisor.stop().await()));
  }
}
