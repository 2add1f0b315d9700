package dev.drover.replica;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/** What the threads of this JVM are doing. Works while every event loop is blocked. */
final class ThreadDumps {
  /** In characters; fits a line of the channel, and an answer of the control socket. */
  private static final int MAX_LENGTH = 512 * 1024;

  private static final String[] WITH_LOCKS = {"-l"};

  private ThreadDumps() {}

  /** All platform threads with their locks, and deadlocks: the text that {@code jstack} prints. */
  static String text() {
    String text = asJstack();
    return text.length() <= MAX_LENGTH
        ? text
        : text.substring(0, MAX_LENGTH) + "\n... cut off after " + MAX_LENGTH + " characters\n";
  }

  /**
   * @param among where to look
   * @param names of the threads that are wanted
   */
  static List<ThreadStack> stacks(Set<Thread> among, Set<String> names) {
    return among.stream()
        .filter(thread -> names.contains(thread.getName()))
        .map(thread -> stack(thread, thread.getStackTrace()))
        .toList();
  }

  private static ThreadStack stack(Thread thread, StackTraceElement[] frames) {
    StackTraceElement guilty =
        Stream.of(frames)
            .filter(StartFailures::isOwn)
            .findFirst()
            .orElse(frames.length == 0 ? null : frames[0]);
    return new ThreadStack(
        thread.getName(),
        thread.getState().name(),
        guilty == null ? null : shown(guilty),
        Stream.of(frames).map(ThreadDumps::shown).toList());
  }

  /** Without the loader and the module, as exceptions show it. */
  private static String shown(StackTraceElement frame) {
    String text = frame.toString();
    return text.substring(text.lastIndexOf('/', text.indexOf('(')) + 1);
  }

  private static String asJstack() {
    try {
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "threadPrint",
                  new Object[] {WITH_LOCKS},
                  new String[] {String[].class.getName()});
    } catch (JMException | RuntimeException e) {
      return plain(); // Not a HotSpot JVM.
    }
  }

  private static String plain() {
    return Thread.getAllStackTraces().entrySet().stream()
        .map(ThreadDumps::plain)
        .collect(Collectors.joining("\n"));
  }

  private static String plain(Map.Entry<Thread, StackTraceElement[]> each) {
    Thread thread = each.getKey();
    return Stream.concat(
            Stream.of(
                "\"%s\"%s %s"
                    .formatted(
                        thread.getName(), thread.isDaemon() ? " daemon" : "", thread.getState())),
            Stream.of(each.getValue()).map(frame -> "\tat " + frame))
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
