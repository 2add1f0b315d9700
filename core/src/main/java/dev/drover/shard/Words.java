package dev.drover.shard;

/** What nodes tell each other, apart from messages, answers and states. */
final class Words {
  /** The key of the word itself. */
  static final String WORD = "word";

  /** A node that has come, to the one it takes for the coordinator. */
  static final String HELLO = "hello";

  /** A coordinator: obey this term from now on, and report. */
  static final String COLLECT = "collect";

  /** A node, to a coordinator whose term is over. */
  static final String REFUSED = "refused";

  /** A node, to its coordinator: all about me. */
  static final String REPORT = "report";

  /** A coordinator: I have your report of that version. */
  static final String HEARD = "heard";

  /** A coordinator: take these shards, let go of those. */
  static final String ORDERS = "orders";

  /** A node, to its coordinator: tell me where the shards of that name are. */
  static final String ASK = "ask";

  /** A coordinator: where shards are. */
  static final String ROUTES = "routes";

  /** A new owner, to the old one: I have the shard and its state. */
  static final String TAKEN = "taken";

  /** An owner, to senders: so far I have taken what you sent, and perhaps I take no more. */
  static final String TOOK = "took";

  /** A node, to all: I am about to end. */
  static final String LEAVING = "leaving";

  /** A node, to all: I own nothing, and will take nothing more of what I have not said I took. */
  static final String LEFT = "left";

  private Words() {}
}
