package dev.drover.cluster;

/** What a {@link MemberService} may ask of its member. Any thread; never waits. */
public interface MemberView {
  /**
   * Has {@link MemberService#members} called with those that the cluster has at the moment, which
   * it may be slow to tell by itself.
   */
  void tell();

  /** Whether messages can be sent to that member: its event bus has started, as far as is known. */
  boolean isReachable(String nodeId);
}
