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
}
