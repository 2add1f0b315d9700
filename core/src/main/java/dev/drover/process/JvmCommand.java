package dev.drover.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A main class and the JVM to run it in.
 *
 * @param java the {@code java} program
 * @param classPath as in {@code -cp}
 * @param flags of the JVM, before the class
 */
public record JvmCommand(String mainClass, Path java, String classPath, List<String> flags) {

  public JvmCommand {
    Checks.text("mainClass", mainClass);
    Objects.requireNonNull(java, "java");
    Checks.noNul("classPath", classPath);
    flags = Checks.arguments(flags);
  }

  /**
   * With this JVM's own {@code java} and class path, and no flags.
   *
   * @throws IllegalArgumentException for a class that is not on the class path
   */
  public static JvmCommand of(Class<?> mainClass) {
    return new JvmCommand(
        onClassPath(mainClass).getName(),
        Path.of(System.getProperty("java.home"), "bin", "java"),
        absolute(System.getProperty("java.class.path")),
        List.of());
  }

  /** Refuses a class that another JVM could not find, such as one compiled in memory. */
  static <T> Class<T> onClassPath(Class<T> type) {
    String file = type.getName().replace('.', '/') + ".class";
    if (ClassLoader.getSystemResource(file) == null) {
      throw new IllegalArgumentException(
          "class "
              + type.getName()
              + " is not on this JVM's class path, so another JVM cannot find it: put it into a"
              + " directory or jar there");
    }
    return type;
  }

  /** The child may have another directory. */
  private static String absolute(String classPath) {
    return Stream.of(classPath.split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  public JvmCommand withJava(Path newJava) {
    return new JvmCommand(mainClass, newJava, classPath, flags);
  }

  public JvmCommand withFlags(String... newFlags) {
    return new JvmCommand(mainClass, java, classPath, List.of(newFlags));
  }

  List<String> arguments(List<String> args) {
    List<String> all = new ArrayList<>(flags);
    all.add("-cp");
    all.add(classPath);
    all.add(mainClass);
    all.addAll(args);
    return all;
  }
}
