import dev.drover.process.ChildProcess;
import dev.drover.process.SpawnOptions;
import dev.drover.process.Stdio;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code find . -type f | wc -l} in three ways:
 *
 * <pre>java -cp launcher/target/drover.jar examples/Pipelines.java</pre>
 */
public class Pipelines {

  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    throughTheJvm(vertx)
        .compose(next -> throughTheKernel(vertx))
        .compose(next -> inAShell(vertx))
        .onFailure(failure -> System.err.println(failure.getMessage()))
        .eventually(vertx::close);
  }

  /** The JVM sees every byte, and may change it. */
  private static Future<?> throughTheJvm(Vertx vertx) {
    return Future.all(
            ChildProcess.spawn(vertx, "find", ".", "-type", "f"),
            ChildProcess.spawn(vertx, "wc", "-l"))
        .compose(
            both -> {
              ChildProcess find = both.resultAt(0);
              ChildProcess wc = both.resultAt(1);
              wc.stdout().lines().handler(count -> System.out.println("through the JVM: " + count));
              return find.stdout().pipeTo(wc.stdin()).compose(end -> wc.closed());
            });
  }

  /** The second child has the first one's output: no byte goes through the JVM. */
  private static Future<?> throughTheKernel(Vertx vertx) {
    return ChildProcess.spawn(vertx, "find", ".", "-type", "f")
        .compose(
            find ->
                ChildProcess.spawn(
                    vertx,
                    "wc",
                    List.of("-l"),
                    SpawnOptions.builder().stdin(Stdio.from(find.stdout())).build()))
        .compose(
            wc -> {
              wc.stdout()
                  .lines()
                  .handler(count -> System.out.println("from child to child: " + count));
              return wc.closed();
            });
  }

  /** A shell does it, in another directory, with a variable more, on this JVM's own output. */
  private static Future<?> inAShell(Vertx vertx) {
    SpawnOptions options =
        SpawnOptions.builder()
            .shell("/bin/sh")
            .directory(Path.of(".").toAbsolutePath())
            .env("WHERE", "in a shell")
            .stdio(Stdio.inherit())
            .build();
    String text = "echo \"$WHERE: $(find . -type f | wc -l)\"";
    return ChildProcess.spawn(vertx, text, List.of(), options).compose(ChildProcess::closed);
  }
}
