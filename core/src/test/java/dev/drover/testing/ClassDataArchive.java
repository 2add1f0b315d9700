package dev.drover.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * A class-data archive of the libraries for the JVMs that tests start, as {@code drover} has one
 * for its replicas: it halves the CPU time of a start. An archive can only hold what comes from
 * jars, and those must come first on the class path that it is used with; so the directories go to
 * its end. The JUnit platform tells it when the first test is about to run (when it looks for tests
 * is too early: that may be in another JVM).
 */
public final class ClassDataArchive implements TestExecutionListener {
  private static final String ARCHIVE = "drover.archive";
  private static final String CLASS_PATH = "java.class.path";

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    List<String> entries = List.of(System.getProperty(CLASS_PATH).split(File.pathSeparator));
    List<String> jars = entries.stream().filter(ClassDataArchive::isJar).toList();
    List<String> ordered = new ArrayList<>(jars);
    entries.stream().filter(entry -> !isJar(entry)).forEach(ordered::add);
    System.setProperty(CLASS_PATH, joined(ordered));
    try {
      System.setProperty(ARCHIVE, archive(jars).toString());
    } catch (IOException e) {
      throw new AssertionError("cannot make the class-data archive", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * For the command line of a JVM with this one's class path. What its Vert.x leaves if it is
   * killed is in the build's own directory.
   */
  public static List<String> flags() {
    return List.of(
        "-XX:SharedArchiveFile=" + System.getProperty(ARCHIVE),
        "-Xshare:auto",
        "-Dvertx.cacheDirBase=" + Path.of("target", "vertx-cache").toAbsolutePath());
  }

  private static boolean isJar(String entry) {
    return entry.endsWith(".jar") && Files.isRegularFile(Path.of(entry));
  }

  private static String joined(List<String> entries) {
    return String.join(File.pathSeparator, entries);
  }

  /** One for each Java and set of libraries, kept until the next clean build. */
  private static Path archive(List<String> jars) throws IOException, InterruptedException {
    String key =
        System.getProperty("java.vm.version")
            + jars.stream().map(ClassDataArchive::facts).collect(Collectors.joining());
    Path archive =
        Path.of("target", "class-data-" + UUID.nameUUIDFromBytes(key.getBytes()) + ".jsa")
            .toAbsolutePath();
    if (!Files.exists(archive)) {
      make(archive, jars);
    }
    return archive;
  }

  private static String facts(String jar) {
    return jar + new File(jar).lastModified();
  }

  private static void make(Path archive, List<String> jars)
      throws IOException, InterruptedException {
    Path classes = Files.createTempFile(archive.getParent(), "class-data", ".classlist");
    Path fresh = Files.createTempFile(archive.getParent(), "class-data", ".jsa");
    try {
      run(
          "-Xshare:off",
          "-XX:DumpLoadedClassList=" + classes,
          "-cp",
          System.getProperty(CLASS_PATH),
          Training.class.getName());
      run(
          "-Xshare:dump",
          "-XX:SharedClassListFile=" + classes,
          "-XX:SharedArchiveFile=" + fresh,
          "-cp",
          joined(jars));
      Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(classes);
      Files.deleteIfExists(fresh);
    }
  }

  private static void run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(Arrays.asList(arguments));
    Process java =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!java.waitFor(60, TimeUnit.SECONDS) || java.exitValue() != 0) {
        throw new IOException("failed: " + String.join(" ", command));
      }
    } finally {
      java.destroyForcibly().waitFor();
    }
  }
}
