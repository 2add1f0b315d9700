package dev.drover.launcher;

import dev.drover.config.ConfigException;
import dev.drover.logs.LogReader;
import dev.drover.supervisor.SlotId;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;

/** {@code drover logs}: reads the files themselves, so that no supervisor needs to run. */
final class LogsCommand {
  private static final int FOLLOWED_LINES = 20;

  private final Map<String, String> env;
  private final Terminal terminal;
  private final Charset charset;

  LogsCommand(Map<String, String> env, Terminal terminal, Charset charset) {
    this.env = env;
    this.terminal = terminal;
    this.charset = charset;
  }

  ExitCode run(List<String> args) {
    LogsFlags flags = CommandLineReader.read(new LogsFlags(), args, "logs");
    LogsSelection selection = new LogsSelection(flags.services);
    Problems problems = new Problems();
    Long lines = problems.collect(() -> lines(flags));
    Instant since = problems.collect(() -> since(flags));
    problems.throwIfAny();
    try {
      Path directory = new LogsPlace(flags, env).find(selection);
      List<SlotId> slots = LogReader.slots(directory);
      if (slots.isEmpty() && !flags.follow) {
        if (!flags.services.isEmpty()) {
          throw new LaunchFailure(ExitCode.NOT_FOUND, "no lines yet in " + directory);
        }
        // Nothing was written, and that is what there is to show.
        System.err.println("drover: no lines yet in " + directory);
        return ExitCode.OK;
      }
      if (!slots.isEmpty()) {
        selection.requireKnown(slots, directory);
      }
      LogPrinter printer = new LogPrinter(terminal, charset, flags);
      printer.align(slots.stream().filter(selection).toList());
      try (LogReader reader = LogReader.open(directory, selection, since)) {
        print(reader, printer, lines, flags.follow);
      }
    } catch (LogPrinter.ReaderGone closedPipe) {
      return ExitCode.OK;
    } catch (IOException e) {
      throw new LaunchFailure(ExitCode.FAILED, "cannot read the logs: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ExitCode.OK;
  }

  private static void print(LogReader reader, LogPrinter printer, long lines, boolean follow)
      throws IOException, InterruptedException {
    LogReader.Before history =
        () -> {
          if (lines == Long.MAX_VALUE) {
            reader.readAll(printer);
          } else {
            reader.readLast(lines, printer);
          }
        };
    if (follow) {
      reader.follow(history, printer);
    } else {
      history.run();
    }
  }

  /** All, unless that is said otherwise or what is new is wanted. */
  private static long lines(LogsFlags flags) {
    if (flags.lines == null) {
      return flags.follow && flags.since == null ? FOLLOWED_LINES : Long.MAX_VALUE;
    }
    if (!flags.lines.matches("\\d{1,9}")) {
      throw new ConfigException("--lines must be a number of lines, was '" + flags.lines + "'");
    }
    return Long.parseLong(flags.lines);
  }

  private static Instant since(LogsFlags flags) {
    return flags.since == null ? Instant.EPOCH : SinceTime.parse(flags.since, ZonedDateTime.now());
  }
}
