package dev.drover.launcher;

import dev.drover.bridge.ProcessVerticleFactory;
import dev.drover.config.ApplicationSpec.Entry;
import dev.drover.config.NearNames;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds what is to be run, and checks that it is there before anything starts. */
final class TargetResolver {
  private final List<Path> classPath;
  private final SourceCompiler compiler;
  private final ClassLoader launcher;
  private final TargetWords words;

  /**
   * @param classPath the user's own
   * @param launcher finds Drover, Vert.x and what else the launcher was started with
   * @param words of those who are told what is wrong
   */
  TargetResolver(
      List<Path> classPath, SourceCompiler compiler, ClassLoader launcher, TargetWords words) {
    this.classPath = classPath;
    this.compiler = compiler;
    this.launcher = launcher;
    this.words = words;
  }

  /**
   * @param target as given, or null
   * @param main class whose main method to run, or null
   * @throws LaunchFailure when there is no such thing
   */
  Target resolve(String target, String main) {
    if (target == null) {
      return main == null ? ownVerticle() : main(main, main, classPath, null);
    }
    if (ProcessVerticleFactory.makes(target)) {
      return process(target, main);
    }
    if (target.endsWith(".java")) {
      return source(TargetFiles.existing(target), main);
    }
    if (target.toLowerCase(Locale.ROOT).endsWith(".jar")) {
      return jar(TargetFiles.existing(target), main);
    }
    requireNoMain(target, main);
    return named(MainAttributes.ofLauncher(launcher, Main.class).verticleName(target));
  }

  private static void requireNoMain(String target, String main) {
    if (main != null) {
      throw CommandLineReader.usage(
          "--main " + main + " and " + target + " cannot both be run; leave one out");
    }
  }

  private Target process(String name, String main) {
    requireNoMain(name, main);
    try {
      String service = ServiceName.ofProgram(ProcessVerticleFactory.programName(name));
      ClassLoader loader = loader(classPath, null);
      return new Target(Entry.VERTICLE, name, name, service, classPath, null, loader);
    } catch (IllegalArgumentException malformed) {
      throw new LaunchFailure(ExitCode.USAGE, malformed.getMessage().lines().toList());
    }
  }

  private Target ownVerticle() {
    MainAttributes own = MainAttributes.ofLauncher(launcher, Main.class);
    if (own.mainVerticle() == null) {
      throw new LaunchFailure(
          ExitCode.USAGE,
          "nothing to run: name a class, a .java file or a jar, as in drover run HelloServer.java",
          "(a jar with Main-Class: " + Main.class.getName() + " is run if it has a Main-Verticle)",
          "see drover --help");
    }
    return named(own.verticleName(own.mainVerticle()));
  }

  private Target named(String name) {
    ClassLoader loader = loader(classPath, null);
    if (name.indexOf(':') < 0) {
      requireVerticle(name, loader);
    }
    return new Target(Entry.VERTICLE, name, name, ServiceName.of(name), classPath, null, loader);
  }

  private void requireVerticle(String name, ClassLoader loader) {
    ClassKinds kinds = new ClassKinds(loader);
    if (!kinds.exists(name)) {
      throw notFound(name);
    }
    if (kinds.isVerticle(name)) {
      return;
    }
    if (kinds.hasMain(name)) {
      throw CommandLineReader.usage(
          name + " is no verticle but has a main method; " + words.runMain(name));
    }
    throw CommandLineReader.usage(name + " is no verticle that can be created");
  }

  private LaunchFailure notFound(String name) {
    if (name.contains(File.separator) || Files.isDirectory(Path.of(name))) {
      return TargetFiles.notFound(name);
    }
    List<String> lines = new ArrayList<>();
    lines.add("no class " + name + NearNames.hint(name, ClassNames.in(classPath)));
    lines.add(
        classPath.isEmpty()
            ? words.noClassPath()
            : "looked in " + ClassPath.join(classPath) + " and on the launcher's own class path");
    return new LaunchFailure(ExitCode.NOT_FOUND, lines);
  }

  private Target source(Path file, String main) {
    CompiledSources sources = compiler.compile(file);
    List<Path> path = with(sources.source().root().toAbsolutePath().normalize());
    ClassLoader loader = loader(path, sources);
    String service = ServiceName.of(file.toString());
    ClassKinds kinds = new ClassKinds(loader);
    List<String> types = sources.source().types();
    if (main != null) {
      return main(main, service, path, sources);
    }
    for (String type : types) {
      if (kinds.isVerticle(type)) {
        return new Target(Entry.VERTICLE, type, file.toString(), service, path, sources, loader);
      }
    }
    for (String type : types) {
      if (kinds.hasMain(type)) {
        return new Target(Entry.MAIN, type, file.toString(), service, path, sources, loader);
      }
    }
    throw CommandLineReader.usage(
        file + " has neither a verticle nor a main method: no class in it extends VerticleBase");
  }

  private Target jar(Path file, String main) {
    MainAttributes attributes = attributes(file);
    List<Path> path = with(file.toAbsolutePath().normalize());
    String service = ServiceName.ofJar(file.toString());
    if (main != null) {
      return main(main, service, path, null);
    }
    if (attributes.mainVerticle() == null) {
      String own = attributes.mainClass();
      throw new LaunchFailure(
          ExitCode.USAGE,
          file
              + " has no Main-Verticle in its manifest"
              + (own == null ? " and no Main-Class" : "; its Main-Class is " + own),
          words.runMainOf(file, own == null ? "CLASS" : own));
    }
    String name = attributes.verticleName(attributes.mainVerticle());
    ClassLoader loader = loader(path, null);
    if (name.indexOf(':') < 0 && !new ClassKinds(loader).exists(name)) {
      throw new LaunchFailure(
          ExitCode.NOT_FOUND, "no class " + name + ", the Main-Verticle of " + file);
    }
    return new Target(Entry.VERTICLE, name, file.toString(), service, path, null, loader);
  }

  private static MainAttributes attributes(Path file) {
    try {
      return MainAttributes.ofJar(file);
    } catch (IOException e) {
      throw new LaunchFailure(ExitCode.USAGE, file + " cannot be read as a jar: " + e.getMessage());
    }
  }

  private Target main(String name, String service, List<Path> path, CompiledSources sources) {
    ClassLoader loader = loader(path, sources);
    ClassKinds kinds = new ClassKinds(loader);
    if (!kinds.exists(name)) {
      throw notFound(name);
    }
    if (!kinds.hasMain(name)) {
      throw CommandLineReader.usage(words.noMain(name));
    }
    return new Target(Entry.MAIN, name, name, ServiceName.of(service), path, sources, loader);
  }

  private List<Path> with(Path entry) {
    List<Path> path = new ArrayList<>(List.of(entry));
    path.addAll(classPath);
    return path;
  }

  private ClassLoader loader(List<Path> path, CompiledSources sources) {
    if (path.isEmpty() && sources == null) {
      return launcher;
    }
    return new MemoryClassLoader(sources == null ? Map.of() : sources.classes(), path, launcher);
  }
}
