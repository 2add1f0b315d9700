package dev.drover.replica;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.BrokenVerticle;
import io.vertx.core.VertxException;
import java.lang.reflect.InvocationTargetException;
import java.net.BindException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

final class StartFailuresTest {

  @Test
  void ownFramesAreShownAndFrameworksAreNot() {
    List<String> lines = lines(caught());
    assertThat(lines.get(0))
        .isEqualTo("java.lang.IllegalArgumentException: no database at nowhere:5432");
    assertThat(lines.get(1))
        .startsWith("    at com.acme.BrokenVerticle.connect(BrokenVerticle.java:");
    assertThat(lines)
        .noneMatch(line -> line.matches("    at (java|jdk|dev\\.drover|io\\.vertx)\\..*"));
  }

  @Test
  void whatOnlyCarriesAFailureIsTakenOff() {
    Throwable failure =
        new ExecutionException(
            new CompletionException(
                new InvocationTargetException(new VertxException("start", caught()))));
    assertThat(lines(failure)).isEqualTo(lines(caught()));
  }

  @Test
  void causesFollow() {
    Throwable failure = new IllegalStateException("no start", new CompletionException(caught()));
    assertThat(lines(failure))
        .startsWith("java.lang.IllegalStateException: no start")
        .contains("caused by java.lang.IllegalArgumentException: no database at nowhere:5432");
  }

  @Test
  void causesThatGoInACircleEnd() {
    Exception outer = new Exception("outer");
    Exception inner = new Exception("inner", outer);
    outer.initCause(inner);
    assertThat(lines(outer)).filteredOn(line -> line.contains("outer")).hasSize(1);
  }

  @Test
  void missingVerticleIsOneLine() {
    assertThat(lines(new ClassNotFoundException("com.acme.Nowhere")))
        .containsExactly("no class com.acme.Nowhere on the class path");
  }

  @Test
  void missingClassOfTheVerticleIsNamed() {
    assertThat(lines(new NoClassDefFoundError("org/postgresql/Driver")).get(0))
        .isEqualTo(
            "class org.postgresql.Driver is missing on the class path"
                + " (java.lang.NoClassDefFoundError)");
  }

  @Test
  void portInUseIsOneLine() {
    assertThat(lines(new CompletionException(new BindException("Address already in use: :80"))))
        .containsExactly("java.net.BindException: Address already in use: :80");
  }

  private static List<String> lines(Throwable failure) {
    return StartFailures.of("com.acme.Nowhere", failure).lines();
  }

  private static Throwable caught() {
    try {
      new BrokenVerticle().start();
      throw new AssertionError("started");
    } catch (IllegalArgumentException e) {
      return e;
    }
  }
}
