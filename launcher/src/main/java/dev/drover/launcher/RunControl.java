package dev.drover.launcher;

import dev.drover.control.Control;
import dev.drover.control.ControlDirectory;
import dev.drover.control.ControlException;
import dev.drover.control.ControlException.Code;
import dev.drover.control.ReloadSource;
import dev.drover.supervisor.Supervisor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The control socket of a run, which goes on without one where there can be none. */
final class RunControl implements AutoCloseable {
  private static final long CLOSE_SECONDS = 5;

  private final Control control;

  /**
   * @param control null when there can be none
   */
  private RunControl(Control control) {
    this.control = control;
  }

  /**
   * @param source tells what a reload is to make of the services
   * @param stopper called when somebody wants the run stopped, with whether he wants it killed
   * @throws LaunchFailure when another run has the name
   */
  static RunControl open(
      Vertx vertx,
      Supervisor supervisor,
      Console console,
      ReloadSource source,
      Consumer<Boolean> stopper) {
    try {
      Control control =
          Control.create(vertx, supervisor, ControlDirectory.ofUser())
              .reloadSource(source)
              .stopper(stopper);
      join(control.open());
      Background.named(System.getenv(), supervisor.config().name());
      return new RunControl(control);
    } catch (ControlException e) {
      if (e.code() == Code.REFUSED) {
        throw new LaunchFailure(ExitCode.FAILED, e.getMessage());
      }
      console.warn(List.of("other commands cannot reach this run: " + e.getMessage()));
      return new RunControl(null);
    }
  }

  private static void join(Future<Void> future) {
    try {
      future.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof ControlException known ? known : e;
    }
  }

  /** The application serves. */
  void started(List<String> lines) {
    if (control != null) {
      control.started(lines);
    }
  }

  /** It never will. */
  void failed(List<String> lines) {
    if (control != null) {
      control.failed(lines);
    }
  }

  /** Best effort at the end: what fails here is not what the user needs to know. */
  @Override
  public void close() {
    if (control == null) {
      return;
    }
    try {
      control
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // What is left of it is removed by whoever finds it next.
    }
  }
}
