package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drover.config.ApplicationSpec.Entry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceCompilerTest {
  private static final String VERTICLE = " extends io.vertx.core.VerticleBase {}\n";
  private static final String MAIN = " { public static void main(String[] args) {} }\n";

  @TempDir Path dir;

  private Path source(String name, String text) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static SourceCompiler compiler() {
    return new SourceCompiler(ServicePath.ofLauncher(), List.of(), 0);
  }

  private static Target target(Path file) {
    return new TargetResolver(
            List.of(), compiler(), SourceCompilerTest.class.getClassLoader(), TargetWords.FLAGS)
        .resolve(file.toString(), null);
  }

  /** What the JDK's own command prints. */
  private List<String> javac(Path file) {
    StringWriter printed = new StringWriter();
    List<String> args = new ArrayList<>(List.of("-d", dir.resolve("out").toString()));
    args.addAll(List.of("-proc:none", "-sourcepath", dir.toString()));
    args.addAll(List.of("-classpath", System.getProperty("java.class.path"), file.toString()));
    PrintWriter out = new PrintWriter(printed, true);
    ToolProvider.findFirst("javac").orElseThrow().run(out, out, args.toArray(String[]::new));
    return printed.toString().lines().toList();
  }

  @Test
  void errorsAreShownExactlyAsJavacShowsThem() throws IOException {
    source("Beside.java", "class Beside { static String text() { return 1; } }\n");
    Path file =
        source(
            "Broken.java",
            """
            public class Broken extends io.vertx.core.VerticleBase {
              int x = "ä";
              String y = Beside.text() + missing;
            }
            """);
    LaunchFailure failure =
        catchThrowableOfType(LaunchFailure.class, () -> compiler().compile(file));
    assertThat(failure.code()).isEqualTo(ExitCode.FAILED);
    assertThat(failure.lines()).contains("3 errors").isEqualTo(javac(file));
  }

  @Test
  void syntaxErrorsAndWarningsAreShownExactlyAsJavacShowsThem() throws IOException {
    Path syntax = source("Syntax.java", "public class Syntax { void x( }\n");
    LaunchFailure failure =
        catchThrowableOfType(LaunchFailure.class, () -> compiler().compile(syntax));
    assertThat(failure.lines()).isNotEmpty().isEqualTo(javac(syntax));
    Path noted =
        source(
            "Noted.java",
            "public class Noted" + " { java.util.List<String> x = new java.util.ArrayList(); }\n");
    assertThat(compiler().compile(noted).notes()).isNotEmpty().isEqualTo(javac(noted));
  }

  @Test
  void sourcesBesideAreCompiledFromTheRootOfThePackage() throws Exception {
    source("com/acme/util/Texts.java", "package com.acme.util; public class Texts {}\n");
    source(
        "com/acme/Helper.java",
        "package com.acme; class Helper { util.Texts t; }\n".replace("util.", "com.acme.util."));
    Path file =
        source(
            "com/acme/Server.java",
            "package com.acme; public class Server extends io.vertx.core.VerticleBase {"
                + " Helper h = new Helper(); }\n");
    source("com/acme/Unused.java", "this is not Java");
    Target target = target(file);
    assertThat(target.name()).isEqualTo("com.acme.Server");
    assertThat(target.sources().classes())
        .containsOnlyKeys("com.acme.Server", "com.acme.Helper", "com.acme.util.Texts");
    assertThat(target.classPath()).containsExactly(dir);
  }

  @Test
  void aFileOutsideItsPackagesDirectoryIsCompiledWhereItStands() throws IOException {
    Path file = source("Server.java", "package com.acme; public class Server" + VERTICLE);
    assertThat(target(file).name()).isEqualTo("com.acme.Server");
  }

  @Test
  void thePublicClassGoesBeforeOthersAndAVerticleBeforeAMain() throws IOException {
    Path several = source("B.java", "class A" + VERTICLE + "public class B" + VERTICLE);
    assertThat(target(several).name()).isEqualTo("B");
    Path notPublic =
        source(
            "C.java", "abstract class No" + VERTICLE + "class C1" + MAIN + "class C2" + VERTICLE);
    assertThat(target(notPublic).name()).isEqualTo("C2");
    Path main = source("D.java", "class D0 {}\n class D" + MAIN);
    assertThat(target(main).entry()).isEqualTo(Entry.MAIN);
    assertThat(target(main).name()).isEqualTo("D");
    Path neither = source("E.java", "class E {}\n");
    assertThat(catchThrowableOfType(LaunchFailure.class, () -> target(neither)))
        .hasMessageContaining("neither a verticle nor a main method");
  }

  @Test
  void resourcesBesideTheSourceAndClassFilesInMemoryAreFound() throws IOException {
    source("web/index.txt", "hello");
    Path file = source("Server.java", "public class Server" + VERTICLE);
    ClassLoader loader = target(file).loader();
    assertThat(loader.getResource("web/index.txt")).isNotNull();
    assertThat(loader.getResourceAsStream("Server.class")).isNotNull();
  }

  @Test
  void classesOnDiskAreTheOwnersOnlyAndAreGoneAtTheEnd() throws Exception {
    Path file = source("com/acme/Server.java", "package com.acme; class Server" + VERTICLE);
    Path jar;
    try (CompiledJar compiled = CompiledJar.of(compiler().compile(file))) {
      jar = compiled.path();
      try (URLClassLoader loader = new URLClassLoader(ClassPath.urls(List.of(jar)))) {
        assertThat(loader.findResource("com/acme/Server.class")).isNotNull();
      }
      assertThat(Files.getPosixFilePermissions(jar.getParent()))
          .hasSize(3)
          .allMatch(permission -> permission.name().startsWith("OWNER"));
    }
    assertThat(jar.getParent()).doesNotExist();
  }

  @Test
  void annotationProcessorsRunOnlyFromTheUsersOwnClassPath() throws IOException {
    Path file = source("A.java", "class A {}\n");
    SourceFile parsed = compiler().compile(file).source();
    assertThat(compiler().options(parsed)).contains("-proc:none");
    Path lib = dir.resolve("lib");
    source("lib/META-INF/services/javax.annotation.processing.Processor", "x.Y\n");
    assertThat(new SourceCompiler(List.of(), List.of(lib), 0).options(parsed))
        .doesNotContain("-proc:none")
        .containsSequence("-processorpath", lib.toString());
    assertThat(new SourceCompiler(List.of(), List.of(), 17).options(parsed))
        .containsSequence("--release", "17");
  }
}
