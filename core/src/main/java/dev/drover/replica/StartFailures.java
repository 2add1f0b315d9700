package dev.drover.replica;

import dev.drover.cluster.JoinFailure;
import dev.drover.config.ConfigException;
import io.vertx.core.VertxException;
import java.lang.reflect.InvocationTargetException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Says why an application did not start, in its author's terms: without a framework's frames. */
final class StartFailures {
  private static final int MAX_FRAMES = 12;
  private static final List<String> FRAMEWORKS =
      List.of(
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "com.sun.",
          "io.vertx.",
          "io.netty.",
          "com.hazelcast.",
          "dev.drover.");

  private StartFailures() {}

  /**
   * @param name of the class or verticle that was to be started
   */
  static StartException of(String name, Throwable failure) {
    Throwable cause = unwrap(failure);
    return new StartException(lines(name, cause), cause);
  }

  static StartException noMain(String name, NoSuchMethodException failure) {
    return new StartException(
        List.of("class " + name + " has no public static void main(String[])"), failure);
  }

  private static List<String> lines(String name, Throwable failure) {
    if (failure instanceof ConfigException wrong) {
      return wrong.problems();
    }
    if (failure instanceof ClassNotFoundException && name.equals(failure.getMessage())) {
      return List.of("no class " + name + " on the class path");
    }
    if (JoinFailure.isTold(failure)) {
      return List.of(failure.getMessage());
    }
    if (failure instanceof BindException) {
      return List.of(describe(failure));
    }
    List<String> lines = new ArrayList<>();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    String lead = "";
    for (Throwable each = failure; each != null && seen.add(each); each = next(each)) {
      (lead + describe(each)).lines().forEach(lines::add);
      ownFrames(each).forEach(frame -> lines.add("    at " + frame));
      lead = "caused by ";
    }
    return lines;
  }

  private static Throwable next(Throwable failure) {
    return failure.getCause() == null ? null : unwrap(failure.getCause());
  }

  /** Takes off what only carries another failure across threads or calls. */
  private static Throwable unwrap(Throwable failure) {
    Throwable inner = failure;
    while (inner.getCause() != null && inner.getCause() != inner && isWrapper(inner)) {
      inner = inner.getCause();
    }
    return inner;
  }

  private static boolean isWrapper(Throwable failure) {
    return failure instanceof CompletionException
        || failure instanceof ExecutionException
        || failure instanceof InvocationTargetException
        || failure.getClass() == VertxException.class;
  }

  private static String describe(Throwable failure) {
    String message = failure.getMessage();
    if (failure instanceof NoClassDefFoundError && message != null && !message.contains(" ")) {
      return "class "
          + message.replace('/', '.')
          + " is missing on the class path (java.lang.NoClassDefFoundError)";
    }
    String type = failure.getClass().getName();
    return message == null || message.isBlank() ? type : type + ": " + message;
  }

  /** Whether it is neither Java's, nor a framework's, nor Drover's. */
  static boolean isOwn(StackTraceElement frame) {
    return FRAMEWORKS.stream().noneMatch(frame.getClassName()::startsWith);
  }

  private static List<StackTraceElement> ownFrames(Throwable failure) {
    List<StackTraceElement> own = new ArrayList<>();
    for (StackTraceElement frame : failure.getStackTrace()) {
      if (isOwn(frame) && own.size() < MAX_FRAMES) {
        own.add(frame);
      }
    }
    return own;
  }
}
