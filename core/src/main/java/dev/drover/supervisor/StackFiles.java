package dev.drover.supervisor;

import dev.drover.config.HangPolicy;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Files with the stacks of hung replicas. The newest {@value #KEPT} of a service are kept. A stack
 * may name what only its owner should know, so only he can read them.
 */
record StackFiles(Path directory) {
  static final int KEPT = 20;

  private static final String SUFFIX = ".stacks.txt";
  private static final String NAME_END =
      "-\\d{8}T\\d{6}\\.\\d{3}Z-\\d+-\\d+" + Pattern.quote(SUFFIX);

  // The names sort as the times do.
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  static StackFiles of(HangPolicy policy) {
    if (policy.stacks() != null) {
      return new StackFiles(policy.stacks());
    }
    String state = System.getenv("XDG_STATE_HOME");
    Path home = Path.of(System.getProperty("user.home"), ".local", "state");
    return new StackFiles(
        (state == null || !Path.of(state).isAbsolute() ? home : Path.of(state)).resolve("drover"));
  }

  /** Blocks. */
  Path write(SlotId slot, long pid, String text) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, onlyOwner("rwx------"));
    }
    Path file =
        directory.resolve(
            slot.service()
                + "-"
                + TIME.format(Instant.now())
                + "-"
                + slot.number()
                + "-"
                + pid
                + SUFFIX);
    Files.createFile(file, onlyOwner("rw-------"));
    Files.writeString(file, text, StandardOpenOption.WRITE);
    removeOld(slot.service());
    return file;
  }

  private void removeOld(String service) throws IOException {
    List<Path> files = new ArrayList<>();
    Pattern own = Pattern.compile(Pattern.quote(service) + NAME_END);
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      all.forEach(files::add);
    }
    files.removeIf(file -> !own.matcher(file.getFileName().toString()).matches());
    files.sort(Comparator.naturalOrder());
    for (Path old : files.subList(0, Math.max(0, files.size() - KEPT))) {
      Files.deleteIfExists(old);
    }
  }

  private FileAttribute<?>[] onlyOwner(String permissions) {
    return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
