package dev.drover.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A configuration file ({@code drover.yaml}, {@code .yml} or {@code .json}), read and checked.
 *
 * <p>The syntax is YAML 1.2, of which JSON is a part. {@code ${NAME}} and {@code ${NAME:-default}}
 * in a value stand for environment variables ({@code $${} for the characters); a value without
 * quotes is then what it would be if it had been written there. A profile, a part of the same form
 * under {@code profiles}, is laid over the rest: objects key by key, everything else as a whole.
 *
 * @param name of the supervisor: what the file says, or the name of its directory
 * @param services in the order of the file; at least one
 * @param cluster the event bus' cluster; null when the file says nothing of it
 * @param strategy what becomes of the others when a service is out
 * @param logs null when what the replicas write is not kept
 * @param health where /live, /ready and /metrics answer; null for nowhere
 * @param profiles that the file has
 */
public record ConfigFile(
    Path file,
    String name,
    List<ServiceEntry> services,
    ClusterConfig cluster,
    Strategy strategy,
    LogPolicy logs,
    ListenAddress health,
    List<String> profiles) {

  public ConfigFile {
    services = List.copyOf(services);
    profiles = List.copyOf(profiles);
  }

  /**
   * Reads a file. All profiles are checked, whichever is asked for; variables that only others need
   * may be missing.
   *
   * @param profile to lay over the rest; null for none
   * @param env the environment; its values are in no message
   * @throws ConfigException with every problem, each as {@code file:line:column: path problem}
   */
  public static ConfigFile read(Path file, String profile, Map<String, String> env) {
    return parse(file, text(file), profile, env);
  }

  /**
   * Reads a file as {@link #read} does, and has more checked.
   *
   * @param more tells what else is wrong with a service, one line each; asked for each service that
   *     has something to run, whatever else is wrong, so that all of it is told together
   */
  public static ConfigFile check(
      Path file,
      String profile,
      Map<String, String> env,
      Function<ServiceEntry, List<String>> more) {
    return new ConfigFileReader(file, env, more).read(text(file), profile);
  }

  /**
   * The same for a text.
   *
   * @param file that it would be: for messages, and for what is relative to it
   */
  public static ConfigFile parse(Path file, String text, String profile, Map<String, String> env) {
    return new ConfigFileReader(file, env, service -> List.of()).read(text, profile);
  }

  private static String text(Path file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (NoSuchFileException e) {
      throw new ConfigException("there is no file " + file + "; drover init writes one");
    } catch (CharacterCodingException e) {
      throw new ConfigException(file + " is not UTF-8; save it as UTF-8");
    } catch (IOException e) {
      throw new ConfigException(file + " cannot be read: " + e);
    }
  }
}
