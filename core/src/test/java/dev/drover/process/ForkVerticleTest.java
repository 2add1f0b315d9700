package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForkVerticleTest extends OnEveryHost {

  /** Says what it was given, then answers; closes its Vert.x when told to. */
  public static final class Echo extends VerticleBase {
    @Override
    public Future<?> start() {
      return Channel.toParent(vertx)
          .onSuccess(
              parent -> {
                parent.handler(
                    message -> {
                      if ("close".equals(message)) {
                        vertx.close();
                      } else {
                        parent.send(Thread.currentThread().getName() + " " + message);
                      }
                    });
                parent.send(config().put("instances", context.getInstanceCount()));
              });
    }

    @Override
    public Future<?> stop() {
      System.out.println("undeployed");
      return Future.succeededFuture();
    }
  }

  /** Has not what it needs. */
  public static final class Broken extends VerticleBase {
    @Override
    public Future<?> start() {
      throw new IllegalStateException("no database", new java.io.IOException("refused"));
    }
  }

  private ChildProcess fork(VerticleCommand command) throws Exception {
    VerticleCommand small =
        command.withFlags("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    return await(ChildProcess.fork(vertx, small, SpawnOptions.DEFAULTS));
  }

  @Test
  void aVerticleRunsInANewJvmWithItsOptionsAndHasTheChannel() throws Exception {
    JsonObject config = new JsonObject().put("greeting", "grüße\n".repeat(20_000));
    DeploymentOptions deployment = new DeploymentOptions().setConfig(config).setInstances(1);
    ChildProcess child = fork(VerticleCommand.of(Echo.class).withDeployment(deployment));
    Future<List<Object>> messages = messages(child.channel(), 2);
    child.channel().send("hello");
    assertThat(child.command()).contains(Echo.class.getName()).doesNotContain("grüße");
    List<Object> received = await(messages);
    assertThat(received.get(0)).isEqualTo(config.copy().put("instances", 1));
    assertThat(received.get(1).toString()).startsWith("vert.x-eventloop").endsWith("hello");
    child.channel().send("close");
    assertThat(text(child.stdout())).isEqualTo("undeployed\n");
    assertThat(await(child.closed())).isEqualTo(ExitStatus.code(0));
  }

  @Test
  void sigtermUndeploysAForkedVerticle() throws Exception {
    ChildProcess child = fork(VerticleCommand.of(Echo.class));
    Future<List<Object>> messages = messages(child.channel(), 2);
    // One that answers has started; its first message may be here before.
    child.channel().send("started?");
    await(messages);
    child.kill();
    assertThat(text(child.stdout())).isEqualTo("undeployed\n");
    await(child.closed());
  }

  @Test
  void aVerticleThatDoesNotStartExitsWithOneAndSaysWhy() throws Exception {
    ChildProcess child = fork(VerticleCommand.of(Broken.class));
    Future<Buffer> told = collect(child.stderr());
    assertThat(await(child.exit())).isEqualTo(ExitStatus.code(1));
    assertThat(await(told).toString())
        .contains(
            "cannot deploy "
                + Broken.class.getName()
                + ": java.lang.IllegalStateException: no database\n",
            "caused by java.io.IOException: refused\n");
  }

  @Test
  void aVerticleThatIsNotThereExitsWithThreeAndSaysSo() throws Exception {
    ChildProcess child = fork(VerticleCommand.of("com.acme.Missing"));
    Future<Buffer> told = collect(child.stderr());
    assertThat(await(child.exit())).isEqualTo(ExitStatus.code(3));
    assertThat(await(told).toString())
        .endsWith("cannot deploy com.acme.Missing: no such class on the class path\n");
  }

  @Test
  void whatAnotherJvmCannotHaveIsRefusedAtOnce() {
    ClassLoader loader = new ClassLoader(getClass().getClassLoader()) {};
    DeploymentOptions deployment = new DeploymentOptions().setClassLoader(loader);
    assertThatThrownBy(() -> VerticleCommand.of(Echo.class).withDeployment(deployment))
        .hasMessageContaining("deployment.classLoader");
    assertThatThrownBy(() -> VerticleCommand.of("")).hasMessageContaining("verticle");
  }
}
