package dev.drover.launcher;

import dev.drover.config.ConfigException;
import dev.drover.config.ConfigFile;
import dev.drover.config.ConfigSchema;
import dev.drover.config.ServiceEntry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code drover check}, {@code init} and {@code schema}: about configuration files, not runs. */
final class ConfigCommands {
  static final List<String> NAMES = List.of("check", "init", "schema");

  private static final String USUAL = "drover.yaml";

  private final PrintStream out;

  ConfigCommands(PrintStream out) {
    this.out = out;
  }

  /** What {@code check} may be given. */
  @Command(name = "check")
  static final class CheckFlags {
    @Option(names = {"-profile", "--profile"})
    private String profile;

    @Option(
        names = {"-json", "--json"},
        arity = "0")
    private boolean json;

    @Parameters(index = "0", arity = "0..1")
    private String file = USUAL;
  }

  /** What {@code init} may be given. */
  @Command(name = "init")
  private static final class InitFlags {
    @Parameters(index = "0", arity = "0..1")
    private String file = USUAL;
  }

  /** What {@code schema} may be given. */
  @Command(name = "schema")
  private static final class NoFlags {}

  /**
   * @param args without the name of the command
   * @throws LaunchFailure for what goes wrong
   */
  ExitCode run(String command, List<String> args) {
    switch (command) {
      case "check" -> check(CommandLineReader.read(new CheckFlags(), args, command));
      case "init" ->
          new InitCommand(out).run(CommandLineReader.read(new InitFlags(), args, command).file);
      case "schema" -> {
        CommandLineReader.read(new NoFlags(), args, command);
        out.println(ConfigSchema.json().encodePrettily());
      }
      default -> throw new IllegalArgumentException(command);
    }
    return ExitCode.OK;
  }

  private void check(CheckFlags check) {
    Path path = TargetFiles.existing(check.file);
    List<ServiceEntry> services;
    try {
      services =
          ConfigFile.check(path, check.profile, System.getenv(), ConfigCommands::problems)
              .services();
    } catch (ConfigException e) {
      if (check.json) {
        out.println(result(check.file, e.problems()).encode());
      }
      throw failed(check.file, e.problems());
    }
    if (check.json) {
      out.println(result(check.file, List.of()).encode());
      return;
    }
    out.println(check.file + " is right: " + StartBlock.count(services.size(), "service"));
    services.forEach(service -> out.println("  " + summary(service)));
  }

  private static JsonObject result(String file, List<String> problems) {
    return new JsonObject()
        .put("file", file)
        .put("valid", problems.isEmpty())
        .put("problems", new JsonArray(problems));
  }

  /** What a run would stumble over. */
  private static List<String> problems(ServiceEntry service) {
    try {
      int cores = Runtime.getRuntime().availableProcessors();
      new RunPlanner(new RunFlags(), service, System.getenv(), System.getProperties(), cores)
          .check(ConfigCommands.class.getClassLoader());
      return List.of();
    } catch (LaunchFailure e) {
      return e.lines();
    } catch (ConfigException e) {
      return e.problems();
    }
  }

  private static LaunchFailure failed(String file, List<String> problems) {
    List<String> lines = new ArrayList<>(problems);
    lines.add("drover: " + StartBlock.count(lines.size(), "problem") + " in " + file);
    return LaunchFailure.verbatim(ExitCode.USAGE, lines);
  }

  private static String summary(ServiceEntry service) {
    String where =
        service.replicas() == 0
            ? "in the launcher's own JVM"
            : StartBlock.count(service.replicas(), "replica");
    String after =
        service.dependsOn().isEmpty() ? "" : ", after " + String.join(", ", service.dependsOn());
    return "%s: %s, %s%s"
        .formatted(service.name(), service.origin().hide(service.target()), where, after);
  }
}
