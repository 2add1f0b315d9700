import dev.drover.process.ChildProcess;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Arrays;

/**
 * Hands what is typed on to {@code wc}, until Ctrl-D:
 *
 * <pre>java -cp launcher/target/drover.jar examples/CountStdin.java</pre>
 */
public class CountStdin {

  public static void main(String[] args) throws IOException {
    Vertx vertx = Vertx.vertx();
    ChildProcess wc = ChildProcess.spawn(vertx, "wc").await();
    wc.stdout().handler(counts -> System.out.print(counts));
    wc.closed().eventually(vertx::close);

    // System.in blocks: it is read here, on the main thread. Each write waits until wc has room.
    byte[] typed = new byte[8192];
    for (int count; (count = System.in.read(typed)) >= 0; ) {
      wc.stdin().write(Buffer.buffer(Arrays.copyOf(typed, count))).await();
    }
    wc.stdin().end();
  }
}
