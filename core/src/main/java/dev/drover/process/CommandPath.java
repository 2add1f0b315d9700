package dev.drover.process;

import dev.drover.process.SpawnException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds a command the way execvp would in the child, and says afterwards what was wrong with it.
 */
final class CommandPath {
  private static final String DEFAULT_PATH = "/usr/bin:/bin";
  private static final int LONGEST_INTERPRETER_LINE = 256;

  private CommandPath() {}

  /** The program's path, relative to the child's directory if the command is. */
  static String resolve(SpawnRequest request) throws SpawnException {
    String command = request.command();
    if (command.indexOf('/') >= 0) {
      return command;
    }
    String path =
        request.sameEnvironment() ? System.getenv("PATH") : request.environment().get("PATH");
    Path unusable = null;
    for (String entry : (path == null ? DEFAULT_PATH : path).split(":", -1)) {
      Path candidate = directory(request).resolve(entry).resolve(command);
      if (Files.isRegularFile(candidate)) {
        if (Files.isExecutable(candidate)) {
          return candidate.toAbsolutePath().toString();
        }
        unusable = candidate;
      }
    }
    throw unusable == null ? notFound(request) : notPermitted(unusable);
  }

  private static Path directory(SpawnRequest request) {
    return request.options().directory().orElse(Path.of(""));
  }

  private static SpawnException notFound(SpawnRequest request) {
    SpawnException directory = directoryProblem(request);
    return directory != null
        ? directory
        : new SpawnException(
            Reason.COMMAND_NOT_FOUND,
            "ENOENT",
            "command '" + request.command() + "' not found; check its name and PATH");
  }

  private static SpawnException notPermitted(Path file) {
    return new SpawnException(
        Reason.PERMISSION_DENIED, "EACCES", "'" + file + "' is not executable for this user");
  }

  private static SpawnException directoryProblem(SpawnRequest request) {
    Path directory = request.options().directory().orElse(null);
    if (directory == null) {
      return null;
    }
    if (!Files.isDirectory(directory)) {
      boolean there = Files.exists(directory);
      return new SpawnException(
          Reason.DIRECTORY_NOT_FOUND,
          there ? "ENOTDIR" : "ENOENT",
          "directory '" + directory + "' " + (there ? "is no directory" : "does not exist"));
    }
    return Files.isExecutable(directory)
        ? null
        : new SpawnException(
            Reason.PERMISSION_DENIED,
            "EACCES",
            "directory '" + directory + "' may not be entered by this user");
  }

  /** Why posix_spawn failed: it has one number for the directory, the command and the fork. */
  static SpawnException diagnose(SpawnRequest request, String file, ErrnoException error) {
    return switch (error.errno) {
      case Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES, Errno.EPERM ->
          fileProblem(request, file, error);
      case Errno.ENOEXEC ->
          failure(
              Reason.NOT_EXECUTABLE, file, error, "is it a program for this machine, a #! script?");
      case Errno.E2BIG ->
          failure(Reason.ARGUMENTS_TOO_LONG, file, error, "arguments and environment are too long");
      case Errno.EMFILE, Errno.ENFILE ->
          failure(Reason.TOO_MANY_DESCRIPTORS, file, error, "see ulimit -n");
      case Errno.EAGAIN, Errno.ENOMEM ->
          failure(Reason.OUT_OF_RESOURCES, file, error, "no processes or memory left");
      default -> failure(Reason.OTHER, file, error, error.getMessage());
    };
  }

  private static SpawnException failure(
      Reason reason, String file, ErrnoException error, String words) {
    String code = Errno.name(error.errno);
    return new SpawnException(
        reason, code, "cannot spawn '" + file + "': " + code + "; " + words, error);
  }

  private static SpawnException fileProblem(
      SpawnRequest request, String file, ErrnoException error) {
    SpawnException directory = directoryProblem(request);
    if (directory != null) {
      return directory;
    }
    Path program = directory(request).resolve(file);
    if (error.errno == Errno.EACCES && request.options().uid().isPresent()) {
      return new SpawnException(
          Reason.PERMISSION_DENIED,
          "EACCES",
          "user %d may not execute '%s', or not enter its or the child's directory"
              .formatted(request.options().uid().getAsInt(), program));
    }
    if (error.errno == Errno.EACCES || error.errno == Errno.EPERM) {
      return notPermitted(program);
    }
    String interpreter = interpreter(program);
    return interpreter == null
        ? notFound(request)
        : new SpawnException(
            Reason.COMMAND_NOT_FOUND,
            Errno.name(error.errno),
            "'" + program + "' names an interpreter that does not exist: " + interpreter);
  }

  /** The first line of a script that is there, without its {@code #!}; else null. */
  private static String interpreter(Path program) {
    try (InputStream file = Files.newInputStream(program)) {
      String start =
          new String(file.readNBytes(LONGEST_INTERPRETER_LINE), StandardCharsets.ISO_8859_1);
      return start.startsWith("#!")
          ? start.substring(2).lines().findFirst().orElse("").strip()
          : null;
    } catch (IOException missing) {
      return null;
    }
  }
}
