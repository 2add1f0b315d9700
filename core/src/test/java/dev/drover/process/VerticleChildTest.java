package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.junit.jupiter.api.Test;

/** Children whose owner is a verticle. */
class VerticleChildTest extends OnEveryHost {
  private ChildProcess child;

  private final class Owner extends VerticleBase {
    @Override
    public Future<?> start() {
      return ChildProcess.spawn(vertx, "sleep", "60").onSuccess(started -> child = started);
    }
  }

  @Test
  void theyEndWhenTheVerticleIsUndeployed() throws Exception {
    await(vertx.undeploy(await(vertx.deployVerticle(new Owner()))));
    assertThat(child.exit().result()).isEqualTo(ExitStatus.signal(Signal.TERM));
  }

  @Test
  void theyEndWhenVertxClosesUnderTheirVerticle() throws Exception {
    await(vertx.deployVerticle(new Owner()));
    await(vertx.close());
    assertThat(child.exit().result()).isEqualTo(ExitStatus.signal(Signal.TERM));
  }

  /** What it has started still holds the streams, and is told only now that nobody listens. */
  @Test
  void vertxClosesAlsoRightAfterAChannelOfAChildThatHasEnded() throws Exception {
    for (int i = 0; i < size(100, 2_000); i++) {
      child = fork("sh", "-c", "cat <&3 & exec true");
      child.channel().handler(message -> {});
      await(child.exit());
      child.channel().disconnect();
      await(vertx.close());
      vertx = host.start();
    }
  }
}
