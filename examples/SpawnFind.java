import dev.drover.process.ChildProcess;
import io.vertx.core.Vertx;

/**
 * Starts a command and has its output as a stream:
 *
 * <pre>java -cp launcher/target/drover.jar examples/SpawnFind.java</pre>
 */
public class SpawnFind {

  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    ChildProcess.spawn(vertx, "find", ".", "-maxdepth", "2", "-name", "*.md")
        .compose(
            find -> {
              find.stdout().lines().handler(line -> System.out.println("found " + line));
              find.stderr().lines().handler(line -> System.err.println("find says " + line));
              find.exit().onSuccess(exit -> System.out.println("find ended with " + exit));
              return find.closed();
            })
        .onFailure(failure -> System.err.println(failure.getMessage()))
        .eventually(vertx::close);
  }
}
