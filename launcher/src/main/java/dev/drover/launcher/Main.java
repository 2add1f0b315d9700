package dev.drover.launcher;

/**
 * The command line. Also the main class of an application's own fat jar, whose manifest names its
 * {@code Main-Verticle}: then all arguments are those of {@code drover run}.
 */
public final class Main {

  private Main() {}

  /** Returns while the application runs on in this JVM; exits in all other cases. */
  public static void main(String[] args) {
    new Launcher(System.out, System.err, code -> System.exit(code.value())).launch(args);
  }
}
