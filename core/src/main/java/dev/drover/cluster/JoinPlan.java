package dev.drover.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/**
 * Decides who may enter a cluster when, so that replicas started at the same time can never found
 * two clusters: one founds, everyone else waits until somebody is in and then joins that one.
 *
 * <p>Members are known by a number of the caller's choice that is unique among living replicas:
 * that of their slot, as long as a slot holds one replica at a time.
 *
 * <p>Pure decisions: no clock, no threads, no I/O. All calls must come from one thread. Grants are
 * handed out within the call that made them possible; a grant's consumer may call back into this
 * plan.
 */
public final class JoinPlan {

  private final String clusterName;
  private final IntUnaryOperator portOfMember;

  /** Asked, not granted; first come, first served. */
  private final Map<Integer, Consumer<JoinGrant>> waiting = new LinkedHashMap<>();

  /** Granted, not joined. */
  private final Set<Integer> joining = new HashSet<>();

  /** Joined, not left; oldest first. */
  private final Set<Integer> live = new LinkedHashSet<>();

  /**
   * @param portOfMember the loopback port of a member; asked anew for every grant and every seed,
   *     and must not change while the member is joining or live
   */
  public JoinPlan(String clusterName, IntUnaryOperator portOfMember) {
    this.clusterName = clusterName;
    this.portOfMember = portOfMember;
  }

  /**
   * Asks entry for a member; the grant comes at once or from a later {@link #joined} or {@link
   * #left} of another.
   *
   * @throws IllegalStateException if the member has entered, or is about to, and has not {@link
   *     #left}
   */
  public void ask(int member, Consumer<JoinGrant> grant) {
    if (joining.contains(member) || live.contains(member) || waiting.containsKey(member)) {
      throw new IllegalStateException("member " + member + " asked to join again before it left");
    }
    waiting.put(member, grant);
    grantWhatIsPossible();
  }

  /** The member is in; it can be the seed of others from now on. Ignored without a grant. */
  public void joined(int member) {
    if (joining.remove(member)) {
      live.add(member);
      grantWhatIsPossible();
    }
  }

  /**
   * The member is gone, will not join after all, or its join failed. It may ask again. Ignored for
   * one that never asked.
   */
  public void left(int member) {
    waiting.remove(member);
    joining.remove(member);
    live.remove(member);
    grantWhatIsPossible();
  }

  private void grantWhatIsPossible() {
    if (live.isEmpty()) {
      // While anybody is on the way in, it may still join: a second founder would split the
      // cluster.
      if (joining.isEmpty() && !waiting.isEmpty()) {
        grant(waiting.keySet().iterator().next(), null);
      }
      return;
    }
    // A copy, because a consumer may call back and change who waits and who is live.
    for (int member : List.copyOf(waiting.keySet())) {
      if (waiting.containsKey(member) && !live.isEmpty()) {
        grant(member, HazelcastSettings.LOOPBACK + ":" + portOfMember.applyAsInt(first(live)));
      }
    }
  }

  private void grant(int member, String seed) {
    Consumer<JoinGrant> asker = waiting.remove(member);
    joining.add(member);
    asker.accept(new JoinGrant(clusterName, portOfMember.applyAsInt(member), seed));
  }

  private static int first(Collection<Integer> members) {
    return members.iterator().next();
  }

  /** Members that have joined and not left, oldest first. */
  List<Integer> live() {
    return new ArrayList<>(live);
  }
}
