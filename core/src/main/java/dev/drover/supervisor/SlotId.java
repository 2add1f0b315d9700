package dev.drover.supervisor;

/**
 * A numbered place of a service that outlives its replicas; prints as {@code orders#2}.
 *
 * @param number from 1
 */
public record SlotId(String service, int number) {
  @Override
  public String toString() {
    return service + "#" + number;
  }
}
