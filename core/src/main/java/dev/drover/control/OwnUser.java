package dev.drover.control;

import com.sun.security.auth.module.UnixSystem;
import dev.drover.control.ControlException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The user this JVM runs as. */
final class OwnUser {
  private static final String UID = "unix:uid";

  private OwnUser() {}

  /**
   * @throws ControlException when there is no such number here
   */
  static int uid() {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self"), UID);
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException noProc) {
      return fromSystem();
    }
  }

  /** Another class of the JDK's, which a trimmed one may lack. */
  private static int fromSystem() {
    try {
      return (int) new UnixSystem().getUid();
    } catch (LinkageError e) {
      throw new ControlException(
          Code.FAILED, "this system does not tell which user this is, so nothing can be his alone");
    }
  }

  /** False also when it cannot be told. A link counts by itself. */
  static boolean owns(Path path) {
    try {
      return (int) Files.getAttribute(path, UID, LinkOption.NOFOLLOW_LINKS) == uid();
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }
}
