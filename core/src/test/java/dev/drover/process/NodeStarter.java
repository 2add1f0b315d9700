package dev.drover.process;

/** The child of a fork: starts Node through the JDK, and ends as that does. */
public final class NodeStarter {
  private NodeStarter() {}

  /** Node prints what it knows of a channel. */
  public static void main(String[] args) throws Exception {
    String script = "console.log(typeof process.send)";
    System.exit(new ProcessBuilder("node", "-e", script).inheritIO().start().waitFor());
  }
}
