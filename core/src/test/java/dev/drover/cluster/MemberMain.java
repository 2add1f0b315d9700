package dev.drover.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A member in a JVM of its own; see {@link MemberProcess}. Each line of stdin is a grant to try, or
 * {@code standalone NAME}; each line of stdout is {@code asking}, {@code joined}, {@code failed
 * REASON} or {@code members N}. Leaves and ends with its stdin.
 */
public final class MemberMain {

  private MemberMain() {}

  public static void main(String[] args) throws Exception {
    say("asking");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Vertx vertx = null;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      vertx = join(line);
    }
    if (vertx != null) {
      vertx.close().await();
    }
  }

  private static Vertx join(String line) {
    DroverClusterManager manager =
        line.startsWith("standalone ")
            ? DroverClusterManager.standalone(line.substring("standalone ".length()))
            : DroverClusterManager.of(JoinGrant.fromJson(new JsonObject(line)));
    try {
      Vertx vertx =
          Vertx.builder()
              .with(new VertxOptions().setEventLoopPoolSize(1))
              .withClusterManager(manager)
              .buildClustered()
              .await();
      say("joined");
      watch(manager.getHazelcastInstance());
      return vertx;
    } catch (Exception failure) {
      say("failed " + JoinFailure.of(failure));
      return null;
    }
  }

  private static void watch(HazelcastInstance instance) {
    instance
        .getCluster()
        .addMembershipListener(
            new MembershipListener() {
              @Override
              public void memberAdded(MembershipEvent event) {
                sayMembers(instance);
              }

              @Override
              public void memberRemoved(MembershipEvent event) {
                sayMembers(instance);
              }
            });
    sayMembers(instance);
  }

  /** Counts and says in one step: the last line said must be the latest count. */
  private static synchronized void sayMembers(HazelcastInstance instance) {
    say("members " + instance.getCluster().getMembers().size());
  }

  private static synchronized void say(String line) {
    System.out.println(line);
  }
}
