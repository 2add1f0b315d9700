package dev.drover.process;

import java.util.HashMap;
import java.util.Map;

/**
 * A child and all that descends from it, for a signal that must miss none. They are stopped first:
 * a process that still runs could fork unseen between the look and the signal.
 */
final class Descendants implements AutoCloseable {
  private final long root;
  private final Map<Long, Integer> pidFds = new HashMap<>();

  /**
   * @param root whose pid cannot be another's meanwhile
   */
  Descendants(int root, int rootPidFd) {
    this.root = root;
    PidFd.send(rootPidFd, Signal.STOP, 0);
    while (stopNewOnes()) {
      // Until a look brings nobody new.
      Thread.onSpinWait();
    }
  }

  private boolean stopNewOnes() {
    int before = pidFds.size();
    ProcessHandle.of(root).stream().flatMap(ProcessHandle::descendants).forEach(this::stop);
    return pidFds.size() > before;
  }

  private void stop(ProcessHandle process) {
    if (pidFds.containsKey(process.pid())) {
      return;
    }
    try {
      int pidFd = PidFd.open(process.pid());
      // The handle compares start times: if it is alive now, the descriptor is of the same process.
      if (process.isAlive() && PidFd.send(pidFd, Signal.STOP, 0)) {
        pidFds.put(process.pid(), pidFd);
      } else {
        Libc.close(pidFd);
      }
    } catch (ErrnoException gone) {
      // It ended by itself meanwhile.
      return;
    }
  }

  void send(Signal signal) {
    pidFds.values().forEach(pidFd -> PidFd.send(pidFd, signal, 0));
  }

  @Override
  public void close() {
    send(Signal.CONT);
    pidFds.values().forEach(Libc::close);
  }
}
