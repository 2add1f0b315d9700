package dev.drover.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

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

  /** With this JVM's own {@code java} and class path, and no flags. */
  public static JvmCommand of(Class<?> mainClass) {
    return new JvmCommand(
        mainClass.getName(),
        Path.of(System.getProperty("java.home"), "bin", "java"),
        System.getProperty("java.class.path"),
        List.of());
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
