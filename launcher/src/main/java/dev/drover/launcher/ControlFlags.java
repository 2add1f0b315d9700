package dev.drover.launcher;

import picocli.CommandLine.Option;

/** The flags that every command to a running supervisor has. */
final class ControlFlags {
  @Option(names = {"-n", "-name", "--name"})
  String name;

  @Option(
      names = {"-json", "--json"},
      arity = "0")
  boolean json;
}
