package dev.drover.launcher;

import java.io.File;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The script for fish, which picocli has no generator for. */
final class FishCompletion {
  private final StringBuilder script = new StringBuilder();

  private FishCompletion() {}

  static String of(CommandSpec root) {
    FishCompletion fish = new FishCompletion();
    String name = root.name();
    fish.line("# Completion of %s for fish, printed by %s completion fish".formatted(name, name));
    fish.line("complete -c " + name + " -e");
    fish.line("complete -c " + name + " -f");
    String start = "complete -c " + name + " -n __fish_use_subcommand";
    root.options().forEach(option -> fish.option(start, option));
    for (Map.Entry<String, CommandLine> each : root.subcommands().entrySet()) {
      CommandSpec command = each.getValue().getCommandSpec();
      fish.line(start + " -a " + each.getKey() + about(command.usageMessage().description()));
      fish.command(
          "complete -c " + name + " -n '__fish_seen_subcommand_from " + each.getKey() + "'",
          command);
    }
    return fish.script.toString();
  }

  private void command(String start, CommandSpec command) {
    command.options().forEach(option -> option(start, option));
    for (PositionalParamSpec positional : command.positionalParameters()) {
      if (isFile(positional.type())) {
        line(start + " -F");
      }
      if (positional.completionCandidates() != null) {
        positional.completionCandidates().forEach(word -> line(start + " -a " + word));
      }
    }
  }

  private void option(String start, OptionSpec option) {
    StringBuilder line = new StringBuilder(start);
    for (String name : option.names()) {
      String plain = name.replaceFirst("^-+", "");
      String kind = name.startsWith("--") ? " -l " : plain.length() == 1 ? " -s " : " -o ";
      line.append(kind).append(plain);
    }
    if (option.arity().max() > 0) {
      line.append(isFile(option.type()) ? " -r -F" : " -x");
    }
    line(line + about(option.description()));
  }

  private static boolean isFile(Class<?> type) {
    return type == File.class;
  }

  private static String about(String[] description) {
    String text = description.length == 0 ? "" : description[0];
    return text.isEmpty() ? "" : " -d '" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private void line(String line) {
    script.append(line).append('\n');
  }
}
