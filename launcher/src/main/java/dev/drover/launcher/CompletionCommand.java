package dev.drover.launcher;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** {@code drover completion}: a script for the user's shell, from the flags' own definitions. */
final class CompletionCommand {

  /** Those that there is a script for. */
  enum Shell {
    BASH,
    ZSH,
    FISH
  }

  private final PrintStream out;

  CompletionCommand(PrintStream out) {
    this.out = out;
  }

  ExitCode run(List<String> args) {
    out.print(script(shell(args)));
    return ExitCode.OK;
  }

  private static Shell shell(List<String> args) {
    for (Shell shell : Shell.values()) {
      if (args.equals(List.of(shell.name().toLowerCase(Locale.ROOT)))) {
        return shell;
      }
    }
    throw new LaunchFailure(
        ExitCode.USAGE,
        "completion is for bash, zsh or fish: source <(drover completion bash)",
        "see drover completion --help");
  }

  static String script(Shell shell) {
    CommandSpec root = CompletionModel.root();
    return switch (shell) {
      // One script for both: in zsh it switches on the emulation of bash's completion.
      case BASH, ZSH -> AutoComplete.bash(root.name(), new CommandLine(root));
      case FISH -> FishCompletion.of(root);
    };
  }
}
