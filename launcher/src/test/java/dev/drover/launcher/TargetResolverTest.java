package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drover.config.ApplicationSpec.Entry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetResolverTest {
  private static final String WEB =
      """
      package com.acme;
      public class Web extends io.vertx.core.VerticleBase {
        static { if (true) throw new AssertionError("the launcher ran the application's code"); }
      }
      """;
  private static final String APP =
      "package com.acme; public class App { public static void main(String[] args) {} }";

  @TempDir Path dir;
  private Path classes;

  @BeforeEach
  void compileClasses() throws IOException {
    classes = Files.createDirectory(dir.resolve("classes"));
    Path sources = Files.createDirectories(dir.resolve("src/com/acme"));
    for (Map.Entry<String, String> each : Map.of("Web", WEB, "App", APP).entrySet()) {
      Path file = Files.writeString(sources.resolve(each.getKey() + ".java"), each.getValue());
      for (Map.Entry<String, byte[]> made : compiler().compile(file).classes().entrySet()) {
        Path target = classes.resolve(made.getKey().replace('.', '/') + ".class");
        Files.createDirectories(target.getParent());
        Files.write(target, made.getValue());
      }
    }
  }

  private static SourceCompiler compiler() {
    return new SourceCompiler(ServicePath.ofLauncher(), List.of(), 0);
  }

  private static Target resolve(List<Path> classPath, String target, String main) {
    return new TargetResolver(
            classPath, compiler(), TargetResolverTest.class.getClassLoader(), TargetWords.FLAGS)
        .resolve(target, main);
  }

  private static LaunchFailure failure(List<Path> classPath, String target, String main) {
    LaunchFailure failure =
        catchThrowableOfType(LaunchFailure.class, () -> resolve(classPath, target, main));
    assertThat(failure).isNotNull();
    return failure;
  }

  private Path jar(String name, Map<String, String> attributes) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.forEach(
        (key, value) -> manifest.getMainAttributes().put(new Attributes.Name(key), value));
    Path jar = dir.resolve(name);
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      for (String each : List.of("com/acme/Web.class", "com/acme/App.class")) {
        out.putNextEntry(new JarEntry(each));
        out.write(Files.readAllBytes(classes.resolve(each)));
      }
    }
    return jar;
  }

  @Test
  void aVerticleClassIsFoundOnTheClassPathWithoutRunningItsCode() throws Exception {
    Target target = resolve(List.of(classes), "com.acme.Web", null);
    assertThat(target.entry()).isEqualTo(Entry.VERTICLE);
    assertThat(target.name()).isEqualTo("com.acme.Web");
    assertThat(target.service()).isEqualTo("web");
    assertThat(Class.forName("com.acme.Web", false, target.loader())).isNotNull();
  }

  @Test
  void aMissingClassEndsWith3AndTellsWhereItWasLookedForAndWhatIsNear() {
    LaunchFailure failure = failure(List.of(classes), "com.acme.Wbe", null);
    assertThat(failure.code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(failure)
        .hasMessageContaining("no class com.acme.Wbe; did you mean com.acme.Web")
        .hasMessageContaining(classes.toString());
    assertThat(failure(List.of(), "com.acme.Web", null)).hasMessageContaining("no -cp");
  }

  @Test
  void aClassThatIsNoVerticleIsRefusedWithTheWayToRunIt() {
    LaunchFailure failure = failure(List.of(classes), "com.acme.App", null);
    assertThat(failure.code()).isEqualTo(ExitCode.USAGE);
    assertThat(failure).hasMessageContaining("--main com.acme.App");
    assertThat(failure(List.of(), "java.util.List", null)).hasMessageContaining("no verticle");
  }

  @Test
  void aMainClassMustExistAndHaveAMainMethod() {
    assertThat(resolve(List.of(classes), null, "com.acme.App").entry()).isEqualTo(Entry.MAIN);
    assertThat(failure(List.of(classes), null, "com.acme.Apq").code())
        .isEqualTo(ExitCode.NOT_FOUND);
    assertThat(failure(List.of(classes), null, "com.acme.Web"))
        .hasMessageContaining("has no main method");
    assertThat(failure(List.of(classes), "com.acme.Web", "com.acme.App"))
        .hasMessageContaining("cannot both be run");
  }

  @Test
  void aVerticleNameWithAPrefixIsLeftToItsFactory() {
    Target target = resolve(List.of(), "js:lib/server.js", null);
    assertThat(target.name()).isEqualTo("js:lib/server.js");
    assertThat(target.service()).isEqualTo("server");
  }

  @Test
  void aFatJarRunsItsMainVerticleWhateverItsMainClass() throws IOException {
    Path jar =
        jar("orders-1.2.3-fat.jar", Map.of("Main-Verticle", "com.acme.Web", "Main-Class", "x.Y"));
    Target target = resolve(List.of(), jar.toString(), null);
    assertThat(target.name()).isEqualTo("com.acme.Web");
    assertThat(target.service()).isEqualTo("orders");
    assertThat(target.classPath()).containsExactly(jar);
    assertThat(resolve(List.of(), jar.toString(), "com.acme.App").entry()).isEqualTo(Entry.MAIN);
  }

  @Test
  void theDefaultVerticleFactoryOfAJarIsHonoured() throws IOException {
    Path jar = jar("a.jar", Map.of("Main-Verticle", "x.js", "Default-Verticle-Factory", "js"));
    assertThat(resolve(List.of(), jar.toString(), null).name()).isEqualTo("js:x.js");
  }

  @Test
  void aJarWithoutAMainVerticleTellsItsMainClassAndHowToRunIt() throws IOException {
    Path jar = jar("a.jar", Map.of("Main-Class", "com.acme.App"));
    LaunchFailure failure = failure(List.of(), jar.toString(), null);
    assertThat(failure.code()).isEqualTo(ExitCode.USAGE);
    assertThat(failure)
        .hasMessageContaining("Main-Class is com.acme.App")
        .hasMessageContaining("--main com.acme.App " + jar);
    Path noJar = Files.writeString(dir.resolve("no.jar"), "text");
    assertThat(failure(List.of(), noJar.toString(), null)).hasMessageContaining("as a jar");
  }

  @Test
  void aJarWhoseMainVerticleIsMissingIsNotFound() throws IOException {
    Path jar = jar("a.jar", Map.of("Main-Verticle", "com.acme.Gone"));
    assertThat(failure(List.of(), jar.toString(), null).code()).isEqualTo(ExitCode.NOT_FOUND);
  }

  @Test
  void aMissingFileEndsWith3WithItsFullPathAndWhatIsNear() throws IOException {
    Files.writeString(dir.resolve("HelloServer.java"), "");
    LaunchFailure failure = failure(List.of(), dir.resolve("HeloServer.java").toString(), null);
    assertThat(failure.code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(failure)
        .hasMessageContaining("no file " + dir.resolve("HeloServer.java"))
        .hasMessageContaining("did you mean HelloServer.java?");
    assertThat(failure(List.of(), dir.toString(), null))
        .hasMessageContaining("is a directory")
        .hasMessageContaining("HelloServer.java");
  }

  @Test
  void theOwnManifestNamesWhatRunsWhenNothingElseDoes() throws IOException {
    Path jar =
        jar(
            "own.jar",
            Map.of("Main-Verticle", "com.acme.Web", "Main-Class", "dev.drover.launcher.Main"));
    ClassLoader parent = TargetResolverTest.class.getClassLoader();
    try (URLClassLoader own = new URLClassLoader(new URL[] {jar.toUri().toURL()}, parent)) {
      Target target =
          new TargetResolver(List.of(), compiler(), own, TargetWords.FLAGS).resolve(null, null);
      assertThat(target.name()).isEqualTo("com.acme.Web");
    }
    LaunchFailure failure = failure(List.of(), null, null);
    assertThat(failure.code()).isEqualTo(ExitCode.USAGE);
    assertThat(failure).hasMessageContaining("nothing to run").hasMessageContaining("--help");
  }

  @Test
  void anotherVertxThanTheLaunchersIsToldOf() throws IOException {
    String name = "META-INF/vertx/vertx-version.txt";
    Path file = classes.resolve(name);
    Files.createDirectories(file.getParent());
    ClassLoader launcher = TargetResolverTest.class.getClassLoader();
    ClassLoader application = resolve(List.of(classes), "com.acme.Web", null).loader();
    Files.writeString(file, "5.0.1\n");
    assertThat(VertxVersions.difference(application, launcher)).get().asString().contains("5.0.1");
    try (var stream = launcher.getResourceAsStream(name)) {
      Files.write(file, stream.readAllBytes());
    }
    assertThat(VertxVersions.difference(application, launcher)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "HelloServer.java, hello-server",
    "src/HTTPServer.java, http-server",
    "com.acme.WebVerticle, web",
    "Verticle, verticle",
    "com.acme.Outer$Inner, inner",
    "service:orders, orders",
    "js:lib/app.js, app",
  })
  void servicesAreNamedAfterWhatTheyRun(String target, String name) {
    assertThat(ServiceName.of(target)).isEqualTo(name);
  }
}
