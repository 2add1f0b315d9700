package dev.drover.shard;

/** A consumer's name in the cluster: its node's id and a number, in one text. */
final class ConsumerId {
  private ConsumerId() {}

  static String of(String node, long number) {
    return node + "#" + number;
  }

  static String nodeOf(String consumer) {
    return consumer.substring(0, consumer.lastIndexOf('#'));
  }
}
