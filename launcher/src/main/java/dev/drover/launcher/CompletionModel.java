package dev.drover.launcher;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What can be completed: the commands with the flags that their parsers take. Of a flag's names
 * those are offered that its help page shows.
 */
final class CompletionModel {
  private static final Set<String> FILES =
      Set.of(
          "--bus-permissions",
          "--classpath",
          "--conf",
          "--deployment-options",
          "--java",
          "--log-dir",
          "--options");

  /** Pages about several commands. */
  private static final Set<HelpText> NOT_COMMANDS =
      Set.of(HelpText.OVERVIEW, HelpText.CONTROL, HelpText.CONFIG);

  private CompletionModel() {}

  /**
   * @param words that may follow; null for files, empty for anything else
   */
  private record Entry(
      String name, String about, Object flags, HelpText help, List<String> words) {}

  private static List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (String name : ControlCommands.NAMES) {
      boolean runs = name.equals("start"); // It takes what run takes.
      entries.add(
          new Entry(
              name,
              HelpDescriptions.of(HelpText.CONTROL).of(name),
              runs ? RunFlags.class : controlFlags(name),
              HelpText.ofControl(name),
              runs ? null : name.equals("bus") ? BusCommand.VERBS : List.of()));
    }
    entries.addAll(
        List.of(
            new Entry("run", "run an application", new RunFlags(), HelpText.RUN, null),
            new Entry(
                "logs",
                "show what replicas have written",
                new LogsFlags(),
                HelpText.LOGS,
                List.of()),
            new Entry("health", "ask a run whether it is ready", null, null, List.of()),
            new Entry(
                "verify",
                "check that an application loses no request",
                new VerifyFlags(),
                HelpText.VERIFY,
                null),
            new Entry(
                "client",
                "print the event-bus client for child processes",
                null,
                null,
                List.of("node", "python")),
            new Entry(
                "completion",
                "print a completion script",
                null,
                HelpText.COMPLETION,
                Stream.of(CompletionCommand.Shell.values())
                    .map(shell -> shell.name().toLowerCase(Locale.ROOT))
                    .toList()),
            new Entry(
                "systemd-unit",
                "print a unit for systemd",
                new RunFlags(),
                HelpText.SYSTEMD_UNIT,
                null),
            new Entry(
                "check",
                "check a configuration",
                new ConfigCommands.CheckFlags(),
                HelpText.CONFIG,
                null),
            new Entry("init", "write a commented configuration", null, HelpText.CONFIG, null),
            new Entry("schema", "print the JSON Schema of configurations", null, null, List.of()),
            new Entry("help", "explain a command", null, null, topics())));
    return entries;
  }

  /** By the name that they have in each of these commands' classes. */
  private static Class<?> controlFlags(String command) {
    StringBuilder type = new StringBuilder(CompletionModel.class.getPackageName()).append('.');
    for (String word : command.split("-")) {
      type.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
    }
    try {
      return Class.forName(type + "Command$Flags");
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("the flags of " + command + " are not known", e);
    }
  }

  private static List<String> topics() {
    Stream<String> pages =
        Arrays.stream(HelpText.values())
            .filter(help -> !NOT_COMMANDS.contains(help))
            .map(HelpText::command);
    return Stream.of(pages, ControlCommands.NAMES.stream(), ConfigCommands.NAMES.stream())
        .flatMap(each -> each)
        .distinct()
        .toList();
  }

  static CommandSpec root() {
    CommandSpec root = CommandSpec.create().name("drover");
    root.addOption(flag("--help", "show help").build());
    root.addOption(flag("--version", "show the version").build());
    for (Entry entry : entries()) {
      root.addSubcommand(entry.name(), command(entry));
    }
    return root;
  }

  private static CommandSpec command(Entry entry) {
    CommandSpec command = CommandSpec.create().name(entry.name());
    command.usageMessage().description(entry.about());
    HelpDescriptions pages = HelpDescriptions.of(entry.help(), HelpText.RUN);
    if (entry.flags() != null) {
      for (OptionSpec option : CommandSpec.forAnnotatedObject(entry.flags()).options()) {
        command.addOption(option(option, pages));
      }
    }
    if (entry.name().equals("systemd-unit")) {
      command.addOption(flag(SystemdFlags.USER, pages.of(SystemdFlags.USER)).build());
      command.addOption(
          flag(SystemdFlags.SOCKET, pages.of(SystemdFlags.SOCKET))
              .arity("1")
              .type(String.class)
              .build());
    }
    command.addPositional(positional(entry.words()));
    return command;
  }

  private static OptionSpec option(OptionSpec known, HelpDescriptions pages) {
    List<String> shown =
        Arrays.stream(known.names()).filter(name -> pages.of(name) != null).toList();
    List<String> names =
        shown.isEmpty()
            ? Arrays.stream(known.names()).filter(name -> name.startsWith("--")).toList()
            : shown;
    boolean isFile = names.stream().anyMatch(FILES::contains);
    boolean takesValue = known.arity().max() > 0;
    return OptionSpec.builder(names.toArray(String[]::new))
        .arity(takesValue ? "1" : "0")
        .type(isFile ? File.class : takesValue ? String.class : boolean.class)
        .description(shown.isEmpty() ? "" : pages.of(shown.get(0)))
        .build();
  }

  private static OptionSpec.Builder flag(String name, String about) {
    return OptionSpec.builder(name).arity("0").type(boolean.class).description(about);
  }

  private static PositionalParamSpec positional(List<String> words) {
    PositionalParamSpec.Builder builder = PositionalParamSpec.builder().index("0..*").arity("0..*");
    return words == null
        ? builder.type(File.class).build()
        : builder.type(String.class).completionCandidates(new ArrayList<>(words)).build();
  }
}
