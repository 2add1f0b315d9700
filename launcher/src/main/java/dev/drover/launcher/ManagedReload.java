package dev.drover.launcher;

import dev.drover.config.ServiceConfig;
import dev.drover.supervisor.ReloadException;
import dev.drover.supervisor.ReloadOptions;
import dev.drover.supervisor.Supervisor;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A reload that the service manager has asked for, by SIGHUP: all services, each after those it
 * depends on. One that fails is rolled back, and ends it.
 */
final class ManagedReload implements Runnable {
  private final Supervisor supervisor;
  private final ServiceReporter manager;
  private final Console console;
  private final UnaryOperator<ServiceConfig> fresh;

  /**
   * @param fresh makes the configuration of a reload, of what is on disk then
   */
  ManagedReload(
      Supervisor supervisor,
      ServiceReporter manager,
      Console console,
      UnaryOperator<ServiceConfig> fresh) {
    this.supervisor = supervisor;
    this.manager = manager;
    this.console = console;
    this.fresh = fresh;
  }

  @Override
  public void run() {
    manager.reloading();
    console.say("reloading, as the service manager asks");
    Future<?> reloaded = Future.succeededFuture();
    for (ServiceConfig service : supervisor.config().startOrder()) {
      ReloadOptions options = ReloadOptions.DEFAULT.withWaiting(true).withNext(fresh);
      reloaded = reloaded.compose(done -> supervisor.reload(service.name(), options));
    }
    reloaded
        .onSuccess(done -> console.say("reloaded"))
        .onFailure(cause -> console.warn(lines(cause)))
        .onComplete(done -> manager.ready(supervisor));
  }

  private static List<String> lines(Throwable cause) {
    List<String> lines = new ArrayList<>();
    lines.add("not reloaded: " + cause.getMessage());
    if (cause instanceof ReloadException failure) {
      failure.lastOutput().forEach(line -> lines.add("  " + line));
    }
    return lines;
  }
}
