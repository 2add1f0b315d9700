package dev.drover.shard;

import dev.drover.cluster.MemberService;
import dev.drover.cluster.MemberView;
import io.vertx.core.Closeable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.ArrayList;
import java.util.List;

/**
 * The shards of one {@code Vertx}: brings what any thread wants to its {@link ShardNode}'s, and is
 * told by the cluster who is in it.
 */
public final class ShardService implements MemberService, Shareable {
  private static final String NAME = "shards";
  private static final String LOCAL = "local";

  private static final MemberView ALONE =
      new MemberView() {
        @Override
        public void tell() {}

        @Override
        public boolean isReachable(String nodeId) {
          return false;
        }
      };

  private final Promise<ShardNode> started = Promise.promise();
  private VertxInternal vertx;
  private ContextInternal context;
  private MemberView membership;

  /** For the service loader. */
  public ShardService() {}

  /**
   * @throws IllegalStateException for a clustered Vert.x whose cluster manager is not Drover's
   */
  static ShardService of(Vertx vertx) {
    LocalMap<String, ShardService> map = services(vertx);
    ShardService service = map.get(NAME);
    if (service != null) {
      return service;
    }
    if (vertx.isClustered()) {
      throw new IllegalStateException(
          "shards need a Vert.x that is clustered by Drover, and this one has another cluster"
              + " manager; see DroverClusterManager");
    }
    synchronized (map) {
      service = map.get(NAME);
      if (service == null) {
        service = new ShardService();
        service.init(vertx, ALONE);
        service.started(LOCAL);
        service.members(List.of(LOCAL));
      }
      return service;
    }
  }

  private static LocalMap<String, ShardService> services(Vertx vertx) {
    return vertx.sharedData().getLocalMap("__drover.services");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void init(Vertx owner, MemberView its) {
    membership = its;
    vertx = (VertxInternal) owner;
    // What this context has is not to be closed before all has been handed over.
    context = vertx.contextBuilder().withCloseFuture(new CloseFuture()).build();
    services(owner).put(NAME, this);
  }

  @Override
  public void started(String nodeId) {
    BusLink link = new BusLink(vertx, context, nodeId, membership);
    context.runOnContext(
        here -> {
          ShardNode node = new ShardNode(nodeId, link);
          link.listen(node);
          started.complete(node);
        });
    vertx.addCloseHook(
        closed ->
            leave()
                .onComplete(
                    left -> {
                      link.close();
                      closed.succeed();
                    }));
  }

  @Override
  public void members(List<String> nodeIds) {
    run(node -> node.peers().changed(nodeIds));
  }

  /** The time it takes at most is each consumer's own. */
  @Override
  public Future<Void> leave() {
    Promise<Void> left = Promise.promise();
    run(
        node -> {
          node.consumers().leave().onComplete(left);
          node.consumers().all().forEach(consumer -> removeLater(node, consumer));
        });
    return left.future();
  }

  @Override
  public Future<Void> idle() {
    Promise<Void> idle = Promise.promise();
    run(node -> node.outgoing().idle().onComplete(idle));
    return idle.future();
  }

  /** One task after the other, in the order in which each thread has asked for its own. */
  private void run(Handler<ShardNode> task) {
    context.runOnContext(here -> started.future().onSuccess(task));
  }

  <T> ShardConsumer consumer(String name, ShardConsumerOptions options, ShardHandler<T> handler) {
    ContextInternal caller = vertx.getOrCreateContext();
    LocalConsumer consumer =
        new LocalConsumer(
            name, options, new ContextWorker<>(name, options, handler, caller, context));
    run(node -> node.consumers().enter(consumer));
    Registered registered = new Registered(consumer, caller);
    registered.endWithItsVerticle();
    return registered;
  }

  private void removeLater(ShardNode node, LocalConsumer consumer) {
    long timer =
        vertx.setTimer(
            consumer.options().leaveTimeout().toMillis(),
            over -> run(here -> here.consumers().remove(consumer)));
    consumer.left().future().onComplete(left -> vertx.cancelTimer(timer));
  }

  <R> Future<R> send(
      String name, String key, Object body, DeliveryOptions options, boolean answered) {
    Promise<Object> done = vertx.getOrCreateContext().promise();
    MultiMap headers =
        options.getHeaders() == null
            ? MultiMap.caseInsensitiveMultiMap()
            : MultiMap.caseInsensitiveMultiMap().addAll(options.getHeaders());
    Item item = new Item(key, headers, body, options.getCodecName(), done);
    run(node -> node.outgoing().send(name, item, answered, options.getSendTimeout()));
    return done.future().map(ShardService::cast);
  }

  @SuppressWarnings("unchecked") // The caller's word, as with the event bus' replies.
  private static <R> R cast(Object result) {
    return (R) result;
  }

  Future<List<ShardStatistics>> statistics() {
    Promise<List<ShardStatistics>> all = vertx.getOrCreateContext().promise();
    run(
        node -> {
          List<ShardStatistics> found = new ArrayList<>();
          node.consumers().groups().forEach(group -> found.addAll(group.statistics()));
          all.complete(found);
        });
    return all.future();
  }

  /** A consumer, as its user has it. */
  private final class Registered implements ShardConsumer {
    private final LocalConsumer consumer;
    private final ContextInternal caller;
    private final Closeable hook = closed -> unregister().onComplete(closed);

    private Registered(LocalConsumer consumer, ContextInternal caller) {
      this.consumer = consumer;
      this.caller = caller;
    }

    private void endWithItsVerticle() {
      caller.addCloseHook(hook);
      consumer.left().future().onComplete(left -> caller.removeCloseHook(hook));
    }

    @Override
    public String name() {
      return consumer.name();
    }

    @Override
    public Future<Void> ready() {
      return onCaller(consumer.known());
    }

    @Override
    public Future<List<Integer>> shards() {
      Promise<List<Integer>> shards = caller.promise();
      run(
          node -> {
            LocalGroup group = node.consumers().group(consumer.name());
            shards.complete(group == null ? List.of() : group.owned(consumer));
          });
      return shards.future();
    }

    @Override
    public Future<Void> unregister() {
      run(
          node -> {
            node.consumers().leave(consumer);
            removeLater(node, consumer);
          });
      return onCaller(consumer.left());
    }

    private Future<Void> onCaller(Promise<Void> event) {
      Promise<Void> here = caller.promise();
      event.future().onComplete(here);
      return here.future();
    }
  }
}
