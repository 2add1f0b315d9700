package dev.drover.replica;

/** When a replica that starts takes connections. */
public enum Admission {
  /** As soon as it listens: nobody else would take them. */
  AT_ONCE,
  /** When it is ready: others serve meanwhile, and one that does not get ready loses nothing. */
  WHEN_READY,
  /** When it is told to {@link ChannelMessage.Open}: another has the slot. */
  WHEN_TOLD
}
