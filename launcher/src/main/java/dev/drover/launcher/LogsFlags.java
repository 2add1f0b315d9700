package dev.drover.launcher;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Everything {@code drover logs} may be given. */
@Command(name = "logs")
final class LogsFlags {
  @Option(
      names = {"-f", "-follow", "--follow"},
      arity = "0")
  boolean follow;

  @Option(names = {"-since", "--since"})
  String since;

  @Option(names = {"-n", "-lines", "--lines"})
  String lines;

  @Option(
      names = {"-t", "-timestamps", "--timestamps"},
      arity = "0")
  boolean timestamps;

  @Option(
      names = {"-json", "--json"},
      arity = "0")
  boolean json;

  @Option(names = {"-name", "--name"})
  String name;

  @Option(names = {"-log-dir", "--log-dir"})
  String logDir;

  @Option(
      names = {"-h", "-help", "--help"},
      usageHelp = true,
      arity = "0")
  boolean help;

  @Parameters(arity = "0..*", paramLabel = "SERVICE[#SLOT]")
  List<String> services = new ArrayList<>();
}
