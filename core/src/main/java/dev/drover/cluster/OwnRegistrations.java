package dev.drover.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.spi.cluster.RegistrationInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The event-bus registrations of this member. A withdrawn one is known to this member only: the
 * others stop sending, while what this member sends to itself still arrives.
 *
 * <p>The operations on one registration are run one after the other, whatever context they come
 * from: a registration that is being added while all are withdrawn must not remain.
 */
final class OwnRegistrations {

  /** One operation of the cluster manager on its shared map. */
  @FunctionalInterface
  interface Operation {
    void run(String address, RegistrationInfo info, Promise<Void> done);
  }

  private record Key(String address, RegistrationInfo info) {}

  /**
   * One that the others are to find.
   *
   * @param seq tells several at one address apart
   */
  record Shared(String address, long seq) {}

  private final Operation add;
  private final Operation remove;

  /** The end of the last operation asked for. */
  private final Map<Key, Future<Void>> last = new HashMap<>();

  /** Those that were made local one by one. */
  private final Set<Key> local = new HashSet<>();

  private boolean withdrawn;

  OwnRegistrations(Operation add, Operation remove) {
    this.add = add;
    this.remove = remove;
  }

  synchronized Future<Void> add(String address, RegistrationInfo info) {
    Future<Void> added = run(add, address, withdrawn ? local(info) : info);
    last.put(new Key(address, info), added);
    return added;
  }

  synchronized Future<Void> remove(String address, RegistrationInfo info) {
    Key key = new Key(address, info);
    Future<Void> before = last.remove(key);
    RegistrationInfo present = local.remove(key) || withdrawn ? local(info) : info;
    if (before == null || before.isComplete()) {
      return run(remove, address, present);
    }
    return before.transform(ended -> run(remove, address, present));
  }

  /** Completes when the cluster names none of them; those added later stay local as well. */
  synchronized Future<Void> withdraw() {
    if (!withdrawn) {
      withdrawn = true;
      last.replaceAll(
          (key, before) ->
              local.contains(key) ? before : before.transform(ended -> makeLocal(key)));
    }
    List<Future<Void>> all = new ArrayList<>(last.values());
    return Future.join(all).mapEmpty();
  }

  /** Adds again what others are to find, wherever it has got lost. Never blocks. */
  synchronized void restore() {
    if (!withdrawn) {
      last.replaceAll(
          (key, before) ->
              key.info().localOnly() || local.contains(key)
                  ? before
                  : before.transform(ended -> run(add, key.address(), key.info())));
    }
  }

  /** The same for those at some addresses; those added there later are the cluster's again. */
  synchronized Future<Void> withdraw(Set<String> addresses) {
    List<Future<Void>> some = new ArrayList<>();
    last.replaceAll(
        (key, before) -> {
          if (withdrawn || !addresses.contains(key.address()) || !local.add(key)) {
            return before;
          }
          Future<Void> made = before.transform(ended -> makeLocal(key));
          some.add(made);
          return made;
        });
    return Future.join(some).mapEmpty();
  }

  /** Those that the others are to find. */
  synchronized List<Shared> shared() {
    return last.keySet().stream()
        .filter(key -> !withdrawn && !local.contains(key) && !key.info().localOnly())
        .map(key -> new Shared(key.address(), key.info().seq()))
        .toList();
  }

  /** How many handlers there are at each address. */
  synchronized Map<String, Integer> handlers() {
    Map<String, Integer> handlers = new HashMap<>();
    last.keySet().forEach(key -> handlers.merge(key.address(), 1, Integer::sum));
    return handlers;
  }

  private Future<Void> makeLocal(Key key) {
    if (key.info().localOnly()) {
      return Future.succeededFuture();
    }
    return run(add, key.address(), local(key.info()))
        .compose(kept -> run(remove, key.address(), key.info()));
  }

  private static Future<Void> run(Operation operation, String address, RegistrationInfo info) {
    Promise<Void> done = Promise.promise();
    operation.run(address, info, done);
    return done.future();
  }

  private static RegistrationInfo local(RegistrationInfo info) {
    return new RegistrationInfo(info.nodeId(), info.seq(), true);
  }
}
