package dev.drover.launcher;

import dev.drover.config.NearNames;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads the arguments of {@code drover run} with the grammar of Vert.x's own launcher. */
final class CommandLineReader {
  private static final Pattern QUOTED_FLAG = Pattern.compile("'(-[^']*)'");

  private CommandLineReader() {}

  /**
   * @param args without the name of the command
   * @throws LaunchFailure when they make no sense
   */
  static RunFlags read(List<String> args) {
    RunFlags flags = new RunFlags();
    int end = args.indexOf("--");
    read(flags, end < 0 ? args : args.subList(0, end), "run");
    if (end >= 0) {
      flags.arguments.addAll(args.subList(end + 1, args.size()));
    }
    requireOneTarget(flags);
    return flags;
  }

  /** Only what a configuration file has can be named after it. */
  private static void requireOneTarget(RunFlags flags) {
    if (!flags.services.isEmpty() && !ConfigTarget.is(flags.target)) {
      throw usage("only one thing can be run, '" + flags.services.get(0) + "' is one too many");
    }
  }

  /**
   * Fills the flags of any command.
   *
   * @param args without the name of the command
   * @throws LaunchFailure when they make no sense
   */
  static <T> T read(T flags, List<String> args, String command) {
    CommandLine parser = parser(flags);
    try {
      CommandLine.ParseResult parsed = parser.parseArgs(args.toArray(String[]::new));
      if (flags instanceof RunFlags run) {
        parsed.matchedOptions().forEach(option -> run.given.add(option.longestName()));
      }
      return flags;
    } catch (UnmatchedArgumentException e) {
      throw usage(unmatched(e, args, parser, command), command);
    } catch (OverwrittenOptionException e) {
      throw usage(quotedFlag(e) + " is given twice", command);
    } catch (MissingParameterException e) {
      throw usage(missing(e), command);
    } catch (ParameterException e) {
      throw usage(inWords(e), command);
    }
  }

  private static String missing(MissingParameterException e) {
    if (e.getMissing().stream().allMatch(ArgSpec::isPositional)) {
      List<String> names = e.getMissing().stream().map(ArgSpec::paramLabel).toList();
      return String.join(" and ", names) + (names.size() == 1 ? " is missing" : " are missing");
    }
    return e.getMessage().replaceFirst(" \\(<.*>\\)$", "");
  }

  /** The parser speaks of what programmers know. */
  private static String inWords(ParameterException e) {
    ArgSpec about = e.getArgSpec();
    String wanted = about == null || e.getValue() == null ? null : wanted(about.type());
    if (wanted == null) {
      return e.getMessage();
    }
    String name = about instanceof OptionSpec option ? option.longestName() : about.paramLabel();
    return "%s must be %s, was '%s'".formatted(name, wanted, e.getValue());
  }

  private static String wanted(Class<?> type) {
    if (type == int.class || type == Integer.class) {
      return "a whole number";
    }
    return type.isEnum()
        ? "one of "
            + Arrays.stream(type.getEnumConstants())
                .map(each -> each.toString().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "))
        : null;
  }

  static CommandLine parser(Object flags) {
    return new CommandLine(flags)
        .setOptionsCaseInsensitive(true)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  static LaunchFailure usage(String problem) {
    return usage(problem, "run");
  }

  static LaunchFailure usage(String problem, String command) {
    return new LaunchFailure(ExitCode.USAGE, problem, "see drover " + command + " --help");
  }

  /** The parser tells which flag in its message only. */
  private static String quotedFlag(ParameterException e) {
    Matcher flag = QUOTED_FLAG.matcher(e.getMessage());
    return flag.find() ? flag.group(1) : "a flag";
  }

  private static String unmatched(
      UnmatchedArgumentException e, List<String> args, CommandLine parser, String command) {
    String argument = e.getUnmatched().get(0);
    // Of -clustr the parser takes -c and says that it does not know "lustr".
    String typed =
        args.stream()
            .filter(arg -> arg.equals(argument))
            .findFirst()
            .or(() -> args.stream().filter(arg -> isRestOf(arg, argument)).findFirst())
            .orElse(argument);
    if (!typed.startsWith("-")) {
      return command.equals("run")
          ? "only one thing can be run, '" + typed + "' is one too many"
          : "'" + typed + "' is one argument too many";
    }
    return "unknown flag " + typed + hint(typed, parser);
  }

  private static boolean isRestOf(String arg, String rest) {
    return arg.startsWith("-") && arg.endsWith(rest.replaceFirst("^-+", ""));
  }

  private static String hint(String typed, CommandLine parser) {
    String name = typed.replaceFirst("=.*", "");
    String prefix = name.startsWith("--") ? "--" : "-";
    return NearNames.hint(
        name,
        parser.getCommandSpec().options().stream()
            .flatMap(option -> Arrays.stream(option.names()))
            .filter(known -> known.startsWith(prefix) && known.length() > 2)
            .filter(known -> prefix.equals("--") || !known.startsWith("--"))
            .collect(Collectors.toSet()));
  }
}
