package dev.drover.bench.cluster;

import dev.drover.replica.ThisReplica;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;

/** A member that is a replica of Drover's; orders and answers are messages of the supervisor. */
public final class ReplicaMember extends VerticleBase {

  @Override
  public Future<?> start() {
    ThisReplica replica = ThisReplica.current().orElseThrow();
    MemberWork work = new MemberWork(vertx);
    replica.onMessage(
        vertx, order -> Answers.of(work, (JsonObject) order).onSuccess(replica::send));
    return Future.succeededFuture();
  }
}
