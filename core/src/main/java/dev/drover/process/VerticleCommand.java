package dev.drover.process;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A verticle and the JVM to deploy it in, which is one of its own with a new {@code Vertx}.
 *
 * <p>That JVM exits with code 0 when its {@code Vertx} has closed, with 1 when the verticle cannot
 * be deployed and with 3 when there is no such verticle, with a message on stderr that says why.
 * SIGTERM undeploys it first.
 *
 * @param verticle a class name, or any other name that a verticle factory on the class path knows
 * @param deployment instances, threading model, configuration; goes over the channel, where no
 *     listing of processes shows it. A class loader cannot be sent.
 * @param jvm of {@link VerticleMain}
 */
public record VerticleCommand(String verticle, DeploymentOptions deployment, JvmCommand jvm) {

  public VerticleCommand {
    Checks.text("verticle", verticle);
    Objects.requireNonNull(jvm, "jvm");
    if (Objects.requireNonNull(deployment, "deployment").getClassLoader() != null) {
      throw new IllegalArgumentException(
          "deployment.classLoader cannot be had in another JVM: use its class path");
    }
    deployment = new DeploymentOptions(deployment);
  }

  /**
   * With this JVM's own {@code java} and class path, no flags and default options.
   *
   * @throws IllegalArgumentException for a class that is not on the class path
   */
  public static VerticleCommand of(Class<? extends Deployable> verticle) {
    return of(JvmCommand.onClassPath(verticle).getName());
  }

  /** As {@link #of(Class)}, by name. */
  public static VerticleCommand of(String verticle) {
    return new VerticleCommand(
        verticle, new DeploymentOptions(), JvmCommand.of(VerticleMain.class));
  }

  /** A copy: later changes to it change nothing. */
  @Override
  public DeploymentOptions deployment() {
    return new DeploymentOptions(deployment);
  }

  public VerticleCommand withDeployment(DeploymentOptions newDeployment) {
    return new VerticleCommand(verticle, newDeployment, jvm);
  }

  public VerticleCommand withJava(Path newJava) {
    return new VerticleCommand(verticle, deployment, jvm.withJava(newJava));
  }

  public VerticleCommand withFlags(String... newFlags) {
    return new VerticleCommand(verticle, deployment, jvm.withFlags(newFlags));
  }

  /** The first message to that JVM. */
  JsonObject order() {
    return new JsonObject().put("verticle", verticle).put("deployment", deployment.toJson());
  }

  /** For {@link VerticleMain}: the name for who lists processes, and the size of the order. */
  List<String> arguments() {
    int lineFeed = 1;
    return List.of(verticle, Integer.toString(Json.encodeToBuffer(order()).length() + lineFeed));
  }
}
