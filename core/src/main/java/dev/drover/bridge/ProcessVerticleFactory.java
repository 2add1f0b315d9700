package dev.drover.bridge;

import io.vertx.core.Deployable;
import io.vertx.core.Promise;
import io.vertx.core.spi.VerticleFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * Makes a {@link ProcessVerticle} of a verticle's name. Vert.x finds the factories by itself, so
 * that in any application {@code vertx.deployVerticle("proc:python3 worker.py", options)} works:
 *
 * <ul>
 *   <li>{@code proc:COMMAND} starts a program. The words are split as a shell does but nothing is
 *       expanded; a shell's own characters must be quoted.
 *   <li>{@code sh:TEXT} runs all that follows in {@code /bin/sh}.
 *   <li>{@code fork:COMMAND} starts a program with a channel, as {@code fork} of Node does.
 * </ul>
 *
 * <p>The rest is in the deployment's configuration, see {@link ProcessSpec#fromJson}; without an
 * address there, the whole name is the address. A malformed name fails the deployment, with a
 * message whose last line points at the place.
 */
public abstract class ProcessVerticleFactory implements VerticleFactory {
  private final ProcessSpec.Kind kind;

  private ProcessVerticleFactory(ProcessSpec.Kind kind) {
    this.kind = kind;
  }

  /** {@code proc:}. */
  public static final class Proc extends ProcessVerticleFactory {
    /** For Vert.x. */
    public Proc() {
      super(ProcessSpec.Kind.PROC);
    }
  }

  /** {@code sh:}. */
  public static final class Sh extends ProcessVerticleFactory {
    /** For Vert.x. */
    public Sh() {
      super(ProcessSpec.Kind.SH);
    }
  }

  /** {@code fork:}. */
  public static final class Fork extends ProcessVerticleFactory {
    /** For Vert.x. */
    public Fork() {
      super(ProcessSpec.Kind.FORK);
    }
  }

  /** Whether a verticle of that name is a child process. */
  public static boolean makes(String verticleName) {
    return kind(verticleName) != null;
  }

  /**
   * The name of the program that such a verticle runs, without its directory.
   *
   * @throws IllegalArgumentException when the verticle's name is malformed; its last line points at
   *     the place
   */
  public static String programName(String verticleName) {
    ProcessSpec.Kind kind = kind(verticleName);
    return ProcessSpec.programName(kind, command(kind, verticleName));
  }

  /** Null for none. */
  private static ProcessSpec.Kind kind(String verticleName) {
    for (ProcessSpec.Kind kind : ProcessSpec.Kind.values()) {
      if (verticleName.startsWith(prefix(kind) + ":")) {
        return kind;
      }
    }
    return null;
  }

  private static List<String> command(ProcessSpec.Kind kind, String name) {
    int from = prefix(kind).length() + 1;
    return kind == ProcessSpec.Kind.SH ? shellText(name, from) : CommandWords.of(name, from);
  }

  private static String prefix(ProcessSpec.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String prefix() {
    return prefix(kind);
  }

  @Override
  public void createVerticle2(
      String name, ClassLoader loader, Promise<Callable<? extends Deployable>> made) {
    List<String> command;
    try {
      command = command(kind, name);
    } catch (IllegalArgumentException malformed) {
      made.fail(malformed);
      return;
    }
    made.complete(() -> new ProcessVerticle(name, kind, command));
  }

  private static List<String> shellText(String name, int from) {
    if (name.substring(from).isBlank()) {
      throw CommandWords.malformed(name, from, "a shell command must follow");
    }
    if (name.indexOf('\0') >= 0) {
      throw CommandWords.malformed(name, name.indexOf('\0'), "a command cannot hold a NUL");
    }
    return List.of(name.substring(from));
  }
}
