package dev.drover.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which event loop of a replica a context gets. */
class DealingLoopsTest {
  private final DealingLoops loops =
      new DealingLoops(1, 4, new DefaultThreadFactory("dealing"), NioIoHandler.newFactory());
  private final List<EventLoop> all = new ArrayList<>();

  DealingLoopsTest() {
    for (EventExecutor loop : loops) {
      all.add((EventLoop) loop);
    }
  }

  @AfterEach
  void close() throws InterruptedException {
    loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
  }

  private List<EventLoop> next(int count) {
    return Stream.generate(() -> (EventLoop) loops.next()).limit(count).toList();
  }

  /** As instances are deployed: each takes a context. */
  private List<EventLoop> deploy(int count, List<EventLoop> before) {
    loops.spread(count, before);
    List<EventLoop> taken = new ArrayList<>(before);
    taken.addAll(next(count));
    loops.settle(taken);
    return taken;
  }

  @Test
  void whatIsNoInstanceGetsNoneOfTheRoom() {
    assertThat(next(8)).containsOnly(all.get(0));
    List<EventLoop> one = deploy(1, List.of());
    assertThat(one).containsExactly(all.get(0));
    assertThat(next(8)).containsOnly(all.get(0));
  }

  @Test
  void instancesThatComeGetLoopsOfTheirOwnAsLongAsThereAreSome() {
    List<EventLoop> three = deploy(2, deploy(1, List.of()));
    assertThat(three).doesNotHaveDuplicates();
    assertThat(deploy(2, three).subList(3, 5)).contains(all.get(3)).hasSize(2);
  }

  @Test
  void whatIsNoInstanceGetsTheLoopsOfInstancesInTurn() {
    List<EventLoop> three = deploy(3, List.of());
    assertThat(next(6)).containsExactlyInAnyOrderElementsOf(twice(three));
  }

  @Test
  void theRoomIsFreeAgainWhenInstancesGo() {
    List<EventLoop> three = deploy(3, List.of());
    loops.settle(three.subList(2, 3));
    // The first is what there was to be from the start.
    assertThat(next(4)).containsExactlyInAnyOrderElementsOf(twice(List.of(all.get(0), all.get(2))));
  }

  private static List<EventLoop> twice(List<EventLoop> some) {
    return Stream.concat(some.stream(), some.stream()).toList();
  }
}
