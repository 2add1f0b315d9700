import dev.drover.process.ChildProcess;
import dev.drover.process.ExecException;
import dev.drover.process.ExecOptions;
import dev.drover.process.ProcessResult;
import dev.drover.process.SpawnOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/**
 * Runs commands to their end and has all of their output: a shell's, a program's, one that fails.
 *
 * <pre>java -cp launcher/target/drover.jar examples/Commands.java</pre>
 */
public class Commands {

  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    exec(vertx).compose(next -> execFile(vertx)).otherwise(Commands::show).await();

    // A script may just wait: on the main thread, a worker or a virtual thread.
    ExecOptions defaults = ExecOptions.DEFAULTS;
    System.out.print(ChildProcess.execSync(vertx, "echo waited for", defaults).stdout());
    vertx.close();
  }

  /** Text for a shell: never put input of others into it. */
  private static Future<ProcessResult> exec(Vertx vertx) {
    return ChildProcess.exec(vertx, "find . -type f | wc -l")
        .onSuccess(result -> System.out.println("files: " + result.stdout().text().strip()));
  }

  /** A program with its arguments as they are: no shell looks at them. */
  private static Future<ProcessResult> execFile(Vertx vertx) {
    SpawnOptions limited = SpawnOptions.builder().timeout(Duration.ofSeconds(5)).build();
    List<String> arguments = List.of("$HOME; is not for a shell");
    return ChildProcess.execFile(vertx, "echo", arguments, ExecOptions.of(limited))
        .onSuccess(result -> System.out.print("literally: " + result.stdout()))
        .compose(next -> ChildProcess.execFile(vertx, "ls", "/no/such/file"));
  }

  private static ProcessResult show(Throwable failure) {
    System.out.println(failure.getMessage());
    return failure instanceof ExecException ended ? ended.result() : null;
  }
}
