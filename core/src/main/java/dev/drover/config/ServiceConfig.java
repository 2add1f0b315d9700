package dev.drover.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A service the supervisor keeps replicas of. Build one with {@link #of} and the {@code with}
 * methods.
 *
 * @param name in {@code name#1}; letters, digits, dot, dash and underscore
 * @param application what runs in each replica
 * @param replicas how many, at least 1
 * @param classPath of the replicas, in order; directories and jars
 * @param jvmArgs flags of the replicas' JVM, as given to {@code java}
 * @param env variables laid over the supervisor's own environment
 * @param directory the replicas' working directory; null for the supervisor's
 * @param java the {@code java} program replicas are started with
 * @param clusterName of the event bus' cluster; null for the supervisor's own
 * @param dependsOn names of services that must be ready before this one starts, and that stop after
 *     it
 */
public record ServiceConfig(
    String name,
    ApplicationSpec application,
    int replicas,
    List<Path> classPath,
    List<String> jvmArgs,
    Map<String, String> env,
    Path directory,
    Path java,
    String clusterName,
    List<String> dependsOn,
    RestartPolicy restart,
    StopPolicy stop,
    ReadyPolicy ready,
    HangPolicy hang,
    RecyclePolicy recycle) {

  public ServiceConfig {
    requireName("service", name);
    if (replicas < 1) {
      throw new ConfigException("services." + name + ".replicas must be >= 1, was " + replicas);
    }
    Objects.requireNonNull(application, "application");
    Objects.requireNonNull(java, "java");
    Objects.requireNonNull(restart, "restart");
    Objects.requireNonNull(stop, "stop");
    Objects.requireNonNull(ready, "ready");
    Objects.requireNonNull(hang, "hang");
    Objects.requireNonNull(recycle, "recycle");
    classPath = List.copyOf(classPath);
    jvmArgs = List.copyOf(jvmArgs);
    env = Map.copyOf(env);
    dependsOn = List.copyOf(dependsOn);
  }

  static void requireName(String whose, String name) {
    if (name == null || !name.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new ConfigException(
          whose
              + " name must be 1 to 64 letters, digits, dots, dashes or underscores, was '"
              + name
              + "'");
    }
  }

  /**
   * A service with this JVM's own {@code java} and class path, and the defaults of every policy.
   */
  public static ServiceConfig of(String name, ApplicationSpec application, int replicas) {
    return new ServiceConfig(
        name,
        application,
        replicas,
        ownClassPath(),
        List.of(),
        Map.of(),
        null,
        Path.of(System.getProperty("java.home"), "bin", "java"),
        null,
        List.of(),
        RestartPolicy.DEFAULT,
        StopPolicy.DEFAULT,
        ReadyPolicy.DEFAULT,
        HangPolicy.DEFAULT,
        RecyclePolicy.NEVER);
  }

  private static List<Path> ownClassPath() {
    String separator = System.getProperty("path.separator");
    return List.of(System.getProperty("java.class.path").split(separator)).stream()
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath())
        .toList();
  }

  public ServiceConfig withName(String newName) {
    return with(draft -> draft.name = newName);
  }

  public ServiceConfig withClassPath(List<Path> newClassPath) {
    return with(draft -> draft.classPath = newClassPath);
  }

  public ServiceConfig withJvmArgs(List<String> newJvmArgs) {
    return with(draft -> draft.jvmArgs = newJvmArgs);
  }

  public ServiceConfig withEnv(Map<String, String> newEnv) {
    return with(draft -> draft.env = newEnv);
  }

  public ServiceConfig withDirectory(Path newDirectory) {
    return with(draft -> draft.directory = newDirectory);
  }

  public ServiceConfig withJava(Path newJava) {
    return with(draft -> draft.java = newJava);
  }

  public ServiceConfig withClusterName(String newClusterName) {
    return with(draft -> draft.clusterName = newClusterName);
  }

  public ServiceConfig withDependsOn(List<String> newDependsOn) {
    return with(draft -> draft.dependsOn = newDependsOn);
  }

  public ServiceConfig withRestart(RestartPolicy newRestart) {
    return with(draft -> draft.restart = newRestart);
  }

  public ServiceConfig withStop(StopPolicy newStop) {
    return with(draft -> draft.stop = newStop);
  }

  public ServiceConfig withReady(ReadyPolicy newReady) {
    return with(draft -> draft.ready = newReady);
  }

  public ServiceConfig withHang(HangPolicy newHang) {
    return with(draft -> draft.hang = newHang);
  }

  public ServiceConfig withRecycle(RecyclePolicy newRecycle) {
    return with(draft -> draft.recycle = newRecycle);
  }

  private ServiceConfig with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new ServiceConfig(
        draft.name,
        application,
        replicas,
        draft.classPath,
        draft.jvmArgs,
        draft.env,
        draft.directory,
        draft.java,
        draft.clusterName,
        draft.dependsOn,
        draft.restart,
        draft.stop,
        draft.ready,
        draft.hang,
        draft.recycle);
  }

  /** What of a service can be changed, while it is. */
  private static final class Draft {
    private String name;
    private List<Path> classPath;
    private List<String> jvmArgs;
    private Map<String, String> env;
    private Path directory;
    private Path java;
    private String clusterName;
    private List<String> dependsOn;
    private RestartPolicy restart;
    private StopPolicy stop;
    private ReadyPolicy ready;
    private HangPolicy hang;
    private RecyclePolicy recycle;

    Draft(ServiceConfig config) {
      name = config.name;
      classPath = config.classPath;
      jvmArgs = config.jvmArgs;
      env = config.env;
      directory = config.directory;
      java = config.java;
      clusterName = config.clusterName;
      dependsOn = config.dependsOn;
      restart = config.restart;
      stop = config.stop;
      ready = config.ready;
      hang = config.hang;
      recycle = config.recycle;
    }
  }
}
