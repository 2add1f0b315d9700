package dev.drover.process;

import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Makes {@link SpawnOptions}, which say what each means. Every method refuses a wrong value at once
 * with an {@link IllegalArgumentException} that names the option. Not thread-safe.
 */
public final class SpawnOptionsBuilder {
  private static final Duration FORCE_KILL_AFTER = Duration.ofSeconds(5);
  private static final int MAX_DESCRIPTORS = 256;

  Path directory;
  boolean inheritEnvironment = true;
  final Map<String, String> environment = new LinkedHashMap<>();
  String argv0;
  String shell;
  boolean detached;
  int uid = -1;
  int gid = -1;
  ProcessGroup processGroup = ProcessGroup.AUTOMATIC;
  final List<Stdio> stdio = new ArrayList<>(List.of(Stdio.pipe(), Stdio.pipe(), Stdio.pipe()));
  Duration timeout = Duration.ZERO;
  Signal killSignal = Signal.TERM;
  Duration forceKillAfter = FORCE_KILL_AFTER;
  Duration orphanGrace = Duration.ZERO;
  boolean killGroupAtExit;
  Future<?> cancellation;
  ProcessListener listener;

  SpawnOptionsBuilder() {}

  public SpawnOptionsBuilder directory(Path directory) {
    Checks.text("directory", directory.toString());
    this.directory = directory;
    return this;
  }

  /** Sets a variable over what is inherited. */
  public SpawnOptionsBuilder env(String name, String value) {
    environment.put(Checks.variableName(name), Checks.noNul("env " + name, value));
    return this;
  }

  /** Sets variables over what is inherited; those with a null value are removed. */
  public SpawnOptionsBuilder env(Map<String, String> variables) {
    variables.forEach(
        (name, value) -> {
          if (value == null) {
            removeEnv(name);
          } else {
            env(name, value);
          }
        });
    return this;
  }

  public SpawnOptionsBuilder removeEnv(String name) {
    environment.put(Checks.variableName(name), null);
    return this;
  }

  /** Gives the child these variables and nothing else. */
  public SpawnOptionsBuilder replaceEnv(Map<String, String> variables) {
    environment.clear();
    inheritEnvironment = false;
    return env(variables);
  }

  public SpawnOptionsBuilder argv0(String argv0) {
    this.argv0 = Checks.noNul("argv0", argv0);
    return this;
  }

  public SpawnOptionsBuilder shell(String shell) {
    this.shell = Checks.text("shell", shell);
    return this;
  }

  /**
   * A detached child is nobody's when its Vert.x has closed: it lives on, and its end is told no
   * more.
   */
  public SpawnOptionsBuilder detached(boolean detached) {
    this.detached = detached;
    return this;
  }

  /**
   * Runs the child as another user, and drops all supplementary groups. Give {@link #gid} too: the
   * group stays this JVM's else. What the options name is looked up by that user from then on, the
   * directory too. Linux on x86-64 and aarch64, for a JVM that may (root, or CAP_SETUID and
   * CAP_SETGID); elsewhere the start fails.
   */
  public SpawnOptionsBuilder uid(int uid) {
    this.uid = Checks.id("uid", uid);
    return this;
  }

  /** Runs the child as another group; as {@link #uid}. */
  public SpawnOptionsBuilder gid(int gid) {
    this.gid = Checks.id("gid", gid);
    return this;
  }

  public SpawnOptionsBuilder processGroup(ProcessGroup processGroup) {
    this.processGroup = Objects.requireNonNull(processGroup, "processGroup");
    return this;
  }

  public SpawnOptionsBuilder stdin(Stdio form) {
    return stdio(0, form);
  }

  public SpawnOptionsBuilder stdout(Stdio form) {
    return stdio(1, form);
  }

  public SpawnOptionsBuilder stderr(Stdio form) {
    return stdio(2, form);
  }

  /** One descriptor; those between it and the last named before are ignored. */
  public SpawnOptionsBuilder stdio(int descriptor, Stdio form) {
    Objects.requireNonNull(form, "stdio[" + descriptor + "]");
    if (descriptor < 0 || descriptor >= MAX_DESCRIPTORS) {
      throw new IllegalArgumentException(
          "stdio descriptor must be from 0 to " + (MAX_DESCRIPTORS - 1) + ", was " + descriptor);
    }
    StdioRules.check(descriptor, form);
    while (stdio.size() <= descriptor) {
      stdio.add(Stdio.ignore());
    }
    stdio.set(descriptor, form);
    return this;
  }

  /** All three standard descriptors alike. */
  public SpawnOptionsBuilder stdio(Stdio form) {
    return stdin(form).stdout(form).stderr(form);
  }

  /** The descriptors from 0 on; the three standard ones that are missing stay as they are. */
  public SpawnOptionsBuilder stdio(List<Stdio> forms) {
    for (int descriptor = 0; descriptor < forms.size(); descriptor++) {
      stdio(descriptor, forms.get(descriptor));
    }
    return this;
  }

  public SpawnOptionsBuilder timeout(Duration timeout) {
    this.timeout = Checks.duration("timeout", timeout);
    return this;
  }

  public SpawnOptionsBuilder killSignal(Signal killSignal) {
    this.killSignal = Objects.requireNonNull(killSignal, "killSignal");
    return this;
  }

  public SpawnOptionsBuilder forceKillAfter(Duration forceKillAfter) {
    this.forceKillAfter = Checks.duration("forceKillAfter", forceKillAfter);
    return this;
  }

  /** After the JVM's end it is counted in whole seconds, rounded up. */
  public SpawnOptionsBuilder orphanGrace(Duration orphanGrace) {
    this.orphanGrace = Checks.duration("orphanGrace", orphanGrace);
    return this;
  }

  /** Needs a process group of the child's own. */
  public SpawnOptionsBuilder killGroupAtExit(boolean killGroupAtExit) {
    this.killGroupAtExit = killGroupAtExit;
    return this;
  }

  public SpawnOptionsBuilder cancellation(Future<?> cancellation) {
    this.cancellation = Objects.requireNonNull(cancellation, "cancellation");
    return this;
  }

  public SpawnOptionsBuilder listener(ProcessListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
    return this;
  }

  public SpawnOptions build() {
    if (killGroupAtExit && processGroup == ProcessGroup.PARENT) {
      throw new IllegalArgumentException(
          "killGroupAtExit needs a process group of the child's own, processGroup was PARENT");
    }
    return new SpawnOptions(this);
  }
}
