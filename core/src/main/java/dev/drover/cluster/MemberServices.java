package dev.drover.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.function.Supplier;

/** The {@link MemberService}s of one member. */
final class MemberServices {
  private final List<MemberService> services =
      ServiceLoader.load(MemberService.class, MemberService.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .toList();

  private Vertx vertx;
  private boolean started;

  void init(Vertx owner, MemberView membership) {
    vertx = owner;
    services.forEach(service -> service.init(owner, membership));
  }

  synchronized void started(String nodeId, Supplier<List<String>> members) {
    started = true;
    services.forEach(service -> service.started(nodeId));
    changed(members);
  }

  /** One after the other, so that the last that they hear is the latest. */
  synchronized void changed(Supplier<List<String>> members) {
    if (started) {
      List<String> now = members.get();
      services.forEach(service -> service.members(now));
    }
  }

  List<String> addressesOf(String nodeId) {
    return services.stream().map(service -> MemberAddress.of(nodeId, service.name())).toList();
  }

  Future<Void> leave(Duration limit) {
    return within(limit, MemberService::leave);
  }

  Future<Void> idle(Duration limit) {
    return within(limit, MemberService::idle);
  }

  private Future<Void> within(Duration limit, Function<MemberService, Future<Void>> work) {
    List<Future<Void>> all = services.stream().map(work).toList();
    return Future.any(Future.join(all), vertx.timer(Math.max(1, limit.toMillis())))
        .transform(over -> Future.succeededFuture());
  }
}
