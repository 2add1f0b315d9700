package dev.drover.process;

import dev.drover.process.ProcessBackend.Feature;
import dev.drover.process.SpawnException.Reason;
import dev.drover.process.Stdio.Direction;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A command that has passed every check.
 *
 * @param command as the user wrote it
 * @param jvm whether it is a JVM that was asked for as such: it cannot take a variable out of its
 *     environment, and those that tell Node of a channel would end every Node that it starts
 */
record SpawnRequest(String command, List<String> args, SpawnOptions options, boolean jvm) {
  private static final String DEFAULT_SHELL = "/bin/sh";

  SpawnRequest(String command, List<String> args, SpawnOptions options) {
    this(command, args, options, false);
  }

  /**
   * @throws IllegalArgumentException for what no system could run
   */
  static SpawnRequest of(String command, List<String> args, SpawnOptions options) {
    Checks.text("command", command);
    List<String> checked = Checks.arguments(args);
    if (options.shell().isEmpty()) {
      return new SpawnRequest(command, checked, options);
    }
    if (!checked.isEmpty()) {
      throw new IllegalArgumentException(
          "args cannot be passed to a shell command safely: put them into the command's text, or"
              + " drop the shell option");
    }
    return new SpawnRequest(options.shell().get(), List.of("-c", command), options);
  }

  /** Text for a shell: the one of the options, or {@code /bin/sh}. */
  static SpawnRequest ofShell(String text, SpawnOptions options) {
    String shell = options.shell().orElse(DEFAULT_SHELL);
    return of(text, List.of(), options.toBuilder().shell(shell).build());
  }

  /** Command and arguments for messages. */
  String describe() {
    return args.isEmpty() ? command : command + " " + String.join(" ", args);
  }

  List<String> argv() {
    List<String> argv = new ArrayList<>(args.size() + 1);
    argv.add(options.argv0().orElse(command));
    argv.addAll(args);
    return argv;
  }

  /** Whether the child's environment is the parent's as it is. */
  boolean sameEnvironment() {
    return options.inheritEnvironment()
        && options.environment().isEmpty()
        && channel() < 0
        && !ChannelVariables.inherited();
  }

  Map<String, String> environment() {
    Map<String, String> result =
        options.inheritEnvironment() ? new HashMap<>(System.getenv()) : new HashMap<>();
    ChannelVariables.remove(result);
    options
        .environment()
        .forEach(
            (name, value) -> {
              if (value == null) {
                result.remove(name);
              } else {
                result.put(name, value);
              }
            });
    if (channel() >= 0) {
      ChannelVariables.put(result, channel(), !jvm);
    }
    return result;
  }

  /** The descriptor of the channel; -1 for none. */
  int channel() {
    return options.stdio().indexOf(Stdio.channel());
  }

  /** With a channel, on the first descriptor after the others unless the options have one. */
  static SpawnRequest ofFork(String command, List<String> args, SpawnOptions options) {
    if (options.shell().isPresent()) {
      throw new IllegalArgumentException(
          "shell cannot be had with fork: a channel needs a program");
    }
    boolean has = options.stdio().contains(Stdio.channel());
    SpawnOptions forked =
        has ? options : options.toBuilder().stdio(options.stdio().size(), Stdio.channel()).build();
    return of(command, args, forked);
  }

  /** As {@link #ofFork}, of a JVM. */
  static SpawnRequest ofFork(JvmCommand jvm, List<String> args, SpawnOptions options) {
    SpawnRequest forked = ofFork(jvm.java().toString(), jvm.arguments(args), options);
    return new SpawnRequest(forked.command, forked.args, forked.options, true);
  }

  /** Refuses what the back end lacks. */
  void requireFeatures(ProcessBackend backend) throws SpawnException {
    for (Feature feature : needed()) {
      if (!backend.features().contains(feature)) {
        throw new SpawnException(
            Reason.UNSUPPORTED,
            "",
            "cannot spawn '%s': the %s back end does not support %s"
                .formatted(command, backend.name(), feature.words));
      }
    }
  }

  private Set<Feature> needed() {
    Set<Feature> needed = EnumSet.noneOf(Feature.class);
    options.argv0().ifPresent(name -> needed.add(Feature.ARGV0));
    if (options.detached()) {
      needed.add(Feature.DETACHED);
    }
    if (options.uid().isPresent() || options.gid().isPresent()) {
      needed.add(Feature.USER);
    }
    if (options.processGroup() == ProcessGroup.OWN || options.killGroupAtExit()) {
      needed.add(Feature.PROCESS_GROUP);
    }
    if (!options.killSignal().equals(Signal.TERM) && !options.killSignal().equals(Signal.KILL)) {
      needed.add(Feature.ANY_SIGNAL);
    }
    for (int descriptor = 0; descriptor < options.stdio().size(); descriptor++) {
      needFor(descriptor, options.stdio().get(descriptor), needed);
    }
    return needed;
  }

  private static void needFor(int descriptor, Stdio form, Set<Feature> needed) {
    if (descriptor > 2 && !(form instanceof Stdio.Messages)) {
      needed.add(Feature.EXTRA_DESCRIPTORS);
    }
    if (form instanceof Stdio.Pipe pipe
        && StdioRules.direction(descriptor, pipe) == Direction.DUPLEX) {
      needed.add(Feature.DUPLEX);
    } else if (form instanceof Stdio.Inherit inherit
        && inherit.descriptor() >= 0
        && inherit.descriptor() != descriptor) {
      needed.add(Feature.INHERIT_OTHER);
    } else if (form instanceof Stdio.Messages) {
      needed.add(descriptor > 2 ? Feature.CHANNEL : Feature.CHANNEL_AS_STDIO);
    } else if (form instanceof Stdio.From
        || form instanceof Stdio.Shared
        || form instanceof Stdio.To) {
      needed.add(Feature.CHILD_TO_CHILD);
    }
  }
}
