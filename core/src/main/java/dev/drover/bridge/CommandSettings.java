package dev.drover.bridge;

import dev.drover.config.JsonFields;
import dev.drover.process.ExecOptions;
import dev.drover.process.SpawnOptions;
import dev.drover.process.SpawnOptionsBuilder;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a command runs, and how often at a time.
 *
 * @param directory null for this JVM's own
 * @param environment all that the command gets
 * @param user who it runs as
 * @param maxBuffer bytes of stdout, and as many of stderr, in a reply
 * @param concurrency runs at a time
 * @param queue requests that may wait for their turn
 */
record CommandSettings(
    Path directory,
    Map<String, String> environment,
    ChildUser user,
    Duration timeout,
    Duration grace,
    int maxBuffer,
    Overflow overflow,
    int concurrency,
    int queue) {

  /** What happens to output beyond {@code maxBuffer}. */
  enum Overflow {
    FAIL,
    TRUNCATE
  }

  /** What a program needs to find its way, and none of the secrets that the rest may hold. */
  private static final List<String> HARMLESS =
      List.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR");

  private static final int DEFAULT_MAX_BUFFER = 1 << 20;
  private static final int MOST_BUFFER = 64 << 20;

  static CommandSettings read(JsonFields fields) {
    return new CommandSettings(
        directory(fields),
        environment(fields),
        ChildUser.read(fields),
        fields.duration("timeout", Duration.ofSeconds(30)),
        fields.duration("grace", Duration.ofSeconds(5)),
        fields.whole("maxBuffer", DEFAULT_MAX_BUFFER, 0, MOST_BUFFER),
        fields.choice("overflow", Overflow.FAIL),
        fields.whole("concurrency", 4, 1, 1_000),
        fields.whole("queue", 16, 0, 100_000));
  }

  private static Path directory(JsonFields fields) {
    String text = fields.text("cwd", null);
    try {
      return text == null || text.isEmpty() ? null : Path.of(text);
    } catch (InvalidPathException e) {
      fields.problem("cwd", "is no path: " + e.getReason());
      return null;
    }
  }

  private static Map<String, String> environment(JsonFields fields) {
    Map<String, String> result = new HashMap<>(inherited(fields));
    fields
        .environment("env")
        .forEach(
            (name, value) -> {
              if (name.isEmpty() || name.indexOf('=') >= 0 || (name + value).indexOf('\0') >= 0) {
                fields.problem("env", "has a variable that no environment can hold");
              } else {
                result.put(name, value);
              }
            });
    return Map.copyOf(result);
  }

  private static Map<String, String> inherited(JsonFields fields) {
    Map<String, String> own = new HashMap<>(System.getenv());
    Object wish = fields.value("inheritEnv");
    if (!(wish instanceof Boolean) && wish != null) {
      List<String> names = fields.texts("inheritEnv");
      own.keySet().removeIf(name -> !isHarmless(name) && !names.contains(name));
    } else if (!Boolean.TRUE.equals(wish)) {
      own.keySet().removeIf(name -> !isHarmless(name));
    }
    return own;
  }

  private static boolean isHarmless(String name) {
    return HARMLESS.contains(name) || name.startsWith("LC_");
  }

  SpawnOptionsBuilder spawnOptions() {
    SpawnOptionsBuilder options =
        SpawnOptions.builder().replaceEnv(environment).timeout(timeout).forceKillAfter(grace);
    user.applyTo(options);
    return directory == null ? options : options.directory(directory);
  }

  ExecOptions execOptions(SpawnOptions spawn) {
    return ExecOptions.of(spawn)
        .withMaxBuffer(maxBuffer)
        .withOverflow(
            overflow == Overflow.FAIL ? ExecOptions.Overflow.FAIL : ExecOptions.Overflow.TRUNCATE);
  }
}
