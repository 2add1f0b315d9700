package dev.drover.control;

import java.time.Duration;

/**
 * What clients may cost a supervisor; beyond it they are disconnected.
 *
 * @param connections at once, of all clients
 * @param requests at once, on one connection
 * @param line longest request, in bytes
 * @param unread how much of what was sent to a client may wait for him to read it, in bytes
 * @param hello how long after connecting the first line must be there
 * @param idle how long a connection may live on which nothing is asked and nothing runs
 */
record ControlLimits(
    int connections, int requests, int line, int unread, Duration hello, Duration idle) {

  static final ControlLimits DEFAULT =
      new ControlLimits(
          64, 16, 64 * 1024, 1024 * 1024, Duration.ofSeconds(5), Duration.ofMinutes(10));
}
