package dev.drover.logs;

import dev.drover.supervisor.SlotId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The directory of one supervisor's log files. */
record LogsDirectory(Path path) {
  static final Comparator<SlotId> ORDER =
      Comparator.comparing(SlotId::service).thenComparing(SlotId::number);

  /** Only the owner may enter what this makes; what is already there is left as it is. */
  void create() throws IOException {
    if (!Files.isDirectory(path)) {
      Files.createDirectories(path, onlyOwner("rwx------"));
    }
  }

  /** Not through a link: in a directory that others can write to, it could lead anywhere. */
  FileChannel openNew(LogFile file) throws IOException {
    return open(file.toString(), Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND));
  }

  FileChannel openAgain(LogFile file) throws IOException {
    return open(file.toString(), Set.of(StandardOpenOption.APPEND));
  }

  FileChannel openOrCreate(String name) throws IOException {
    return open(name, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
  }

  private FileChannel open(String name, Set<OpenOption> how) throws IOException {
    Set<OpenOption> options = new HashSet<>(how);
    options.add(LinkOption.NOFOLLOW_LINKS);
    return FileChannel.open(path.resolve(name), options, onlyOwner("rw-------"));
  }

  Path file(LogFile file) {
    return path.resolve(file.toString());
  }

  /** The numbers of a slot's files, oldest first. */
  List<Long> sequences(SlotId slot) throws IOException {
    return new ArrayList<>(list(slot::equals).getOrDefault(slot, new TreeSet<>()));
  }

  /** The slots that have files, by service and number. */
  List<SlotId> slots() throws IOException {
    return new ArrayList<>(list(any -> true).keySet());
  }

  private Map<SlotId, TreeSet<Long>> list(Predicate<SlotId> wanted) throws IOException {
    Map<SlotId, TreeSet<Long>> found = new TreeMap<>(ORDER);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "*.log")) {
      for (Path each : files) {
        LogFile.of(each)
            .filter(file -> wanted.test(file.slot()))
            .ifPresent(
                file ->
                    found
                        .computeIfAbsent(file.slot(), slot -> new TreeSet<>())
                        .add(file.sequence()));
      }
    } catch (DirectoryIteratorException removedMeanwhile) {
      throw removedMeanwhile.getCause();
    }
    return found;
  }

  private static FileAttribute<?>[] onlyOwner(String permissions) {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
