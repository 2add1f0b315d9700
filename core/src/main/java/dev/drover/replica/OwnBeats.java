package dev.drover.replica;

import dev.drover.replica.ChannelMessage.Beat;
import dev.drover.socket.ServerSockets;
import java.time.Duration;

/**
 * What this JVM tells of itself, beat by beat: that it runs, which of its event loops come round,
 * and how it is. Confined to one thread, which should do little else.
 */
public final class OwnBeats {
  private final VitalSigns signs;
  private final LoopBeats loops;
  private final boolean debugged = VitalSigns.isDebugged();

  /**
   * @param interval at which {@link #next} is going to be called
   */
  public OwnBeats(ServerSockets sockets, Duration interval) {
    this.signs = new VitalSigns(sockets);
    this.loops = new LoopBeats(sockets.eventLoops(), interval);
  }

  public Beat next() {
    return new Beat(debugged, signs.read(), loops.round());
  }
}
