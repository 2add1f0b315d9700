package dev.drover.supervisor;

import dev.drover.config.ServiceConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

/** The generations of a service that may have replicas. Confined to the supervisor's context. */
final class Launches {
  private final Context context;
  private final LaunchPad pad;
  private final List<Launch> all = new ArrayList<>();
  private Launch current;
  private int generation;

  Launches(Context context, LaunchPad pad, Launch first) {
    this.context = context;
    this.pad = pad;
    use(first);
    all.add(first);
    generation = first.generation();
  }

  /** What replicas are started with now. */
  Launch current() {
    return current;
  }

  int lastGeneration() {
    return generation;
  }

  void use(Launch launch) {
    current = launch;
  }

  /**
   * Prepares another, which is not used yet.
   *
   * @param next makes its configuration of the current one's; called on a worker thread
   */
  Future<Launch> prepare(UnaryOperator<ServiceConfig> next) {
    Launch before = current;
    int number = ++generation;
    return context
        .executeBlocking(() -> pad.prepareNext(before, number, next.apply(before.config())), false)
        .onSuccess(all::add);
  }

  /** Gives back what no replica needs any more. */
  Future<Void> release(Collection<Launch> used) {
    List<Launch> over =
        all.stream().filter(each -> each != current && !used.contains(each)).toList();
    all.removeAll(over);
    return blocking(over);
  }

  /** The last replica has ended. */
  Future<Void> releaseAll() {
    List<Launch> over = List.copyOf(all);
    all.clear();
    return blocking(over);
  }

  private Future<Void> blocking(List<Launch> over) {
    return context.executeBlocking(
        () -> {
          over.forEach(each -> each.release().run());
          return null;
        },
        false);
  }
}
