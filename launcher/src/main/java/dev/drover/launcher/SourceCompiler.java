package dev.drover.launcher;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles a source file and the sources beside it, in memory. */
final class SourceCompiler {
  private static final String PROCESSORS =
      "META-INF/services/javax.annotation.processing.Processor";

  private final List<Path> launcherPath;
  private final List<Path> userPath;
  private final int release;

  /**
   * @param launcherPath where Drover and Vert.x are found
   * @param userPath the user's own {@code -cp}; annotation processors on it are run
   * @param release Java version of the class files, such as 17; 0 for this JVM's own
   */
  SourceCompiler(List<Path> launcherPath, List<Path> userPath, int release) {
    this.launcherPath = launcherPath;
    this.userPath = userPath;
    this.release = release;
  }

  /**
   * @throws LaunchFailure with what javac prints when the source has errors, or when this Java has
   *     no compiler
   */
  CompiledSources compile(Path file) {
    JavaCompiler compiler = compiler(file);
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      SourceFile source = SourceFile.parse(compiler, files, file);
      MemoryOutput output = new MemoryOutput(files);
      StringWriter printed = new StringWriter();
      // No diagnostic listener: then the compiler prints in its own form, which users know.
      boolean compiled =
          compiler
              .getTask(
                  printed,
                  (JavaFileManager) output,
                  null,
                  options(source),
                  null,
                  files.getJavaFileObjects(file))
              .call();
      List<String> lines = printed.toString().lines().toList();
      if (!compiled) {
        throw LaunchFailure.verbatim(ExitCode.FAILED, lines);
      }
      return new CompiledSources(source, output.classes(), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JavaCompiler compiler(Path file) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new LaunchFailure(
          ExitCode.FAILED,
          "cannot compile " + file + ": the Java in " + System.getProperty("java.home"),
          "is a runtime without a compiler; set JAVA_HOME to a JDK");
    }
    return compiler;
  }

  /** What {@code javac} would be given. */
  List<String> options(SourceFile source) {
    List<String> options = new ArrayList<>(List.of("-encoding", "UTF-8", "-implicit:class"));
    List<Path> classPath = new ArrayList<>(launcherPath);
    classPath.addAll(userPath);
    options.addAll(List.of("-classpath", ClassPath.join(classPath)));
    options.addAll(List.of("-sourcepath", source.root().toString()));
    if (release > 0) {
      options.addAll(List.of("--release", String.valueOf(release)));
    }
    // Vert.x brings a processor of its own that is of no use here; those of the user's are.
    if (userHasProcessors()) {
      options.addAll(List.of("-processorpath", ClassPath.join(userPath)));
    } else {
      options.add("-proc:none");
    }
    return options;
  }

  private boolean userHasProcessors() {
    try (MemoryClassLoader loader = new MemoryClassLoader(Map.of(), userPath, null)) {
      return loader.findResource(PROCESSORS) != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
