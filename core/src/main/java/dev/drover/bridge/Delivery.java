package dev.drover.bridge;

/** Who paces a child's output. */
public enum Delivery {
  /**
   * Everything is published on the stream's address as it comes, to whoever listens then: who comes
   * later has missed it, and who is slow loses what Vert.x cannot buffer for him. A {@link
   * BridgeStream} that is open meanwhile paces the child nevertheless.
   */
  PUBLISH,
  /**
   * Nothing is published. The child is read only as far as those who have opened a {@link
   * BridgeStream} have granted credit, and by nobody before: it blocks in its write, nothing is
   * lost.
   */
  CREDIT
}
