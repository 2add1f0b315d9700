package dev.drover.bridge;

import io.vertx.core.eventbus.ReplyException;

/** What one child was asked and has not answered. On the child's context. */
interface PendingAnswers {

  /**
   * Notes a call.
   *
   * @return what to write to the child
   */
  Object ask(Call call);

  /**
   * A call ran out of time.
   *
   * @return whether the child is free for another instead
   */
  boolean timedOut(Call call);

  /** A call that the child has not got after all. */
  void forget(Call call);

  /**
   * Something came from the child.
   *
   * @return whether it was an answer, be it to a call or to none
   */
  boolean answer(Object item);

  /** Nothing of what is pending will be answered. */
  void failAll(ReplyException failure);

  /** How many are pending. */
  int size();

  /** What the owner is told. */
  interface Owner {
    /** The child is done with a call, which has its reply. */
    void answered();

    /** An answer came to a call that has failed already, or to none. */
    void unexpected(String what);
  }
}
