package dev.drover.config;

import dev.drover.config.ApplicationSpec.Entry;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a configuration file says about a service, as far as it can be known without looking at what
 * is to be run.
 *
 * @param name letters, digits, dots, dashes and underscores
 * @param entry what {@code target} is
 * @param target a verticle class, a {@code .java} file, a jar or any verticle's name; of {@link
 *     Entry#MAIN} the class with the main method. Files are relative to the configuration file
 * @param args of the main method
 * @param classPath entries as in {@code java -cp}, relative to the configuration file
 * @param replicas how many; 0 for the launcher's own JVM
 * @param vertx how Vert.x is built and the verticle deployed
 * @param jvm flags of the replicas' JVMs
 * @param env variables laid over the supervisor's environment
 * @param java a {@code java} program or a Java home, relative to the configuration file; null for
 *     the launcher's own
 * @param directory the replicas' working directory, absolute
 * @param busBridge configuration of a bridge for TCP clients of the event bus; null for none
 * @param dependsOn services that start before this one and stop after it
 * @param watch patterns of files whose change reloads it in development, relative to the
 *     configuration file; none for its sources and class path
 * @param origin where in the file it all stands; null for no file
 */
public record ServiceEntry(
    String name,
    Entry entry,
    String target,
    List<String> args,
    List<String> classPath,
    int replicas,
    VertxSettings vertx,
    List<String> jvm,
    Map<String, String> env,
    String java,
    Path directory,
    RestartPolicy restart,
    StopPolicy stop,
    ReadyPolicy ready,
    HangPolicy hang,
    RecyclePolicy recycle,
    JsonObject busBridge,
    List<String> dependsOn,
    List<String> watch,
    Origin origin) {

  public ServiceEntry {
    args = List.copyOf(args);
    classPath = List.copyOf(classPath);
    jvm = List.copyOf(jvm);
    env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    dependsOn = List.copyOf(dependsOn);
    watch = List.copyOf(watch);
  }

  /** Nothing said, and of no file: what a command line without one starts from. */
  public static ServiceEntry empty() {
    return new ServiceEntry(
        null,
        Entry.VERTICLE,
        null,
        List.of(),
        List.of(),
        0,
        VertxSettings.NONE,
        List.of(),
        Map.of(),
        null,
        null,
        RestartPolicy.DEFAULT,
        StopPolicy.DEFAULT,
        ReadyPolicy.DEFAULT,
        HangPolicy.DEFAULT,
        RecyclePolicy.NEVER,
        null,
        List.of(),
        List.of(),
        null);
  }
}
