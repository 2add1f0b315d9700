import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Cannot start. */
public class FailingStart extends VerticleBase {

  @Override
  public Future<?> start() {
    System.out.println("about to open the store");
    return Future.succeededFuture().map(nothing -> openStore());
  }

  private static String openStore() {
    throw new IllegalStateException("the store is locked");
  }
}
