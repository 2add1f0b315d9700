package dev.drover.control;

import dev.drover.control.ControlException.Code;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;

/**
 * Waits for a supervisor to come, of whatever name. Not thread-safe, but for {@link #close}, which
 * ends a wait.
 */
public final class ControlWatch implements AutoCloseable {
  private final ControlDirectory directory;
  private final WatchService changes;
  private WatchKey key;

  private ControlWatch(ControlDirectory directory, WatchService changes) {
    this.directory = directory;
    this.changes = changes;
  }

  /** Begins to watch: the supervisor may be started after this. */
  public static ControlWatch of(ControlDirectory directory) {
    try {
      directory.prepare();
      ControlWatch watch =
          new ControlWatch(directory, directory.path().getFileSystem().newWatchService());
      watch.register();
      return watch;
    } catch (IOException e) {
      throw new ControlException(
          Code.FAILED, directory.path() + " cannot be watched: " + e.getMessage());
    }
  }

  /** Whoever was the last to use the directory may have removed it meanwhile. */
  private void register() throws IOException {
    directory.prepare();
    // A socket is there before anybody listens on it; its mode is changed after.
    key =
        directory
            .path()
            .register(
                changes,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY);
  }

  /**
   * Connects to the supervisor of that pid as soon as it listens. Blocks until then.
   *
   * @return null when this is closed first
   * @throws ControlException when it listens and cannot be asked
   */
  public ControlClient await(long pid) {
    try {
      while (true) {
        for (String name : directory.names()) {
          ControlClient client = connect(name, pid);
          if (client != null) {
            return client;
          }
        }
        if (!key.isValid()) {
          register();
        }
        changes.take().reset();
      }
    } catch (ClosedWatchServiceException closed) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (IOException e) {
      throw new ControlException(
          Code.FAILED, directory.path() + " cannot be watched: " + e.getMessage());
    }
  }

  /** Null when that is another one, or none. */
  private ControlClient connect(String name, long pid) {
    try {
      ControlClient client = ControlClient.connect(directory, name);
      if (client.server().getLong("pid") == pid) {
        return client;
      }
      client.close();
      return null;
    } catch (ControlException e) {
      // Another that hangs, say, is nobody's business here.
      return null;
    }
  }

  @Override
  public void close() {
    try {
      changes.close();
      directory.removeIfEmpty();
    } catch (IOException e) {
      throw new ControlException(
          Code.FAILED, directory.path() + " cannot be let go: " + e.getMessage());
    }
  }
}
