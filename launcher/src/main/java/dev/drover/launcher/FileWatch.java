package dev.drover.launcher;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import dev.drover.config.FileGlob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Notices changes of files, those in directories that are made later too, and tells of them when it
 * has been quiet for a moment: editors and compilers write many files, and each in several steps.
 */
final class FileWatch implements AutoCloseable {
  static final Duration QUIET = Duration.ofMillis(100);

  private static final Duration LONGEST = Duration.ofSeconds(1);

  /**
   * What is watched.
   *
   * @param path a directory with all that is in it, or one file
   * @param counting of what is there, what counts
   */
  record Root(Path path, PathMatcher counting) {

    /**
     * @param suffix of the names that count; empty for all
     */
    Root(Path path, String suffix) {
      this(path, file -> file.getFileName().toString().endsWith(suffix));
    }

    /** As a configuration names them. */
    static Root of(String pattern) {
      FileGlob glob = FileGlob.of(Path.of(pattern).toAbsolutePath().normalize().toString());
      return new Root(glob.base(), glob.matcher());
    }

    private boolean isDirectory() {
      return Files.isDirectory(path);
    }

    private boolean counts(Path changed) {
      String name = changed.getFileName().toString();
      boolean own = isDirectory() ? changed.startsWith(path) : changed.equals(path);
      return own && counting.matches(changed) && !name.startsWith(".") && !name.endsWith("~");
    }
  }

  private final List<Root> roots;
  private final Consumer<Set<Path>> listener;
  private final WatchService service;
  private final Thread thread;

  /**
   * @param listener told what has changed, on a thread of this watch's; may block, and is then told
   *     later what changes meanwhile
   * @throws UncheckedIOException when the system lets nothing more be watched
   */
  FileWatch(String name, List<Root> roots, Consumer<Set<Path>> listener) {
    this.roots = roots;
    this.listener = listener;
    thread = new Thread(this::run, "drover-watch-" + name);
    thread.setDaemon(true);
    try {
      service = FileSystems.getDefault().newWatchService();
      for (Root root : roots) {
        register(root.isDirectory() ? root.path() : root.path().getParent(), root.isDirectory());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread.start();
  }

  private void register(Path directory, boolean withAll) throws IOException {
    if (!withAll) {
      directory.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes)
              throws IOException {
            boolean hidden =
                !each.equals(directory) && each.getFileName().toString().startsWith(".");
            if (hidden || each.endsWith("node_modules")) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            each.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path each, IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void run() {
    try {
      while (true) {
        Set<Path> changed = new TreeSet<>();
        collect(service.take(), changed);
        long end = System.nanoTime() + LONGEST.toNanos();
        WatchKey more;
        while (System.nanoTime() < end
            && (more = service.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS)) != null) {
          collect(more, changed);
        }
        if (!changed.isEmpty()) {
          listener.accept(changed);
        }
      }
    } catch (ClosedWatchServiceException closed) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void collect(WatchKey key, Set<Path> changed) {
    Path directory = (Path) key.watchable();
    for (WatchEvent<?> event : key.pollEvents()) {
      // Without a name when there were too many: then anything may have changed.
      Path path = event.context() instanceof Path name ? directory.resolve(name) : directory;
      if (event.kind() == ENTRY_CREATE && Files.isDirectory(path)) {
        watchNew(path, changed);
      } else if (path.equals(directory) || roots.stream().anyMatch(root -> root.counts(path))) {
        changed.add(path);
      }
    }
    key.reset();
  }

  /** What is in it already was made before anybody watched. */
  private void watchNew(Path directory, Set<Path> changed) {
    try {
      if (roots.stream()
          .noneMatch(root -> root.isDirectory() && directory.startsWith(root.path()))) {
        return;
      }
      register(directory, true);
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (roots.stream().anyMatch(root -> root.counts(file))) {
                changed.add(file);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException gone) {
      changed.add(directory);
    }
  }

  /** Does not wait for a listener that is being told. */
  @Override
  public void close() {
    try {
      service.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
