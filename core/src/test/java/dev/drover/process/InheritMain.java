package dev.drover.process;

import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.List;

/** Runs a command on its own stdio and ends as it does. */
public final class InheritMain {
  private InheritMain() {}

  /**
   * @param args the command and its arguments
   */
  public static void main(String[] args) {
    SpawnOptions inherit = SpawnOptions.builder().stdio(Stdio.inherit()).build();
    List<String> rest = Arrays.asList(args).subList(1, args.length);
    ExitStatus exit =
        ChildProcess.spawn(Vertx.vertx(), args[0], rest, inherit)
            .compose(ChildProcess::closed)
            .await();
    System.exit(exit.code());
  }
}
