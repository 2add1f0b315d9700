import dev.drover.process.ChildProcess;
import dev.drover.process.SpawnOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;

/**
 * Exchanges messages with an unmodified Node script:
 *
 * <pre>java -cp launcher/target/drover.jar examples/ForkNode.java examples/fork-node.js</pre>
 */
public class ForkNode {

  /**
   * @param args the script
   */
  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    List<String> script = List.of(Path.of(args[0]).toAbsolutePath().toString());
    ChildProcess.fork(vertx, "node", script, SpawnOptions.DEFAULTS)
        .compose(
            child -> {
              child.channel().handler(message -> received(child, (JsonObject) message));
              child.channel().send(new JsonObject().put("hello", "world"));
              child
                  .stdout()
                  .lines()
                  .handler(line -> System.out.println("the child prints: " + line));
              return child.closed();
            })
        .onSuccess(exit -> System.out.println("the child ended with " + exit))
        .onFailure(failure -> System.err.println(failure.getMessage()))
        .eventually(vertx::close);
  }

  /** It counts by itself, and gives a sum when asked for one; then it is let go. */
  private static void received(ChildProcess child, JsonObject message) {
    System.out.println("from the child: " + message);
    if (message.getInteger("counter", 0) == 1) {
      child.channel().send(new JsonObject().put("sumTo", 1_000_000));
    } else if (message.containsKey("sum")) {
      child.channel().disconnect();
    }
  }
}
