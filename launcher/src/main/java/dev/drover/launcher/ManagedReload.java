package dev.drover.launcher;

import dev.drover.config.ServiceConfig;
import dev.drover.control.ReloadSource;
import dev.drover.supervisor.ReloadException;
import dev.drover.supervisor.ReloadOptions;
import dev.drover.supervisor.Supervisor;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * A reload that the service manager has asked for, by SIGHUP: all services, each after those it
 * depends on. One that fails is rolled back, and ends it.
 */
final class ManagedReload implements Runnable {
  private final Supervisor supervisor;
  private final ServiceReporter manager;
  private final Console console;
  private final ReloadSource source;

  ManagedReload(
      Supervisor supervisor, ServiceReporter manager, Console console, ReloadSource source) {
    this.supervisor = supervisor;
    this.manager = manager;
    this.console = console;
    this.source = source;
  }

  @Override
  public void run() {
    manager.reloading();
    console.say("reloading, as the service manager asks");
    reload()
        .onSuccess(done -> console.say("reloaded"))
        .onFailure(cause -> console.warn(lines(cause)))
        .onComplete(done -> manager.ready(supervisor));
  }

  private Future<?> reload() {
    Future<?> reloaded = Future.succeededFuture();
    try {
      List<String> all =
          supervisor.config().startOrder().stream().map(ServiceConfig::name).toList();
      ReloadSource.Found found = source.read(all);
      found.notTaken().forEach(line -> console.warn(List.of(line)));
      ReloadOptions options = ReloadOptions.DEFAULT.withWaiting(true).withNext(found.next());
      for (String service : found.services()) {
        reloaded = reloaded.compose(done -> supervisor.reload(service, options));
      }
      return reloaded;
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
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
