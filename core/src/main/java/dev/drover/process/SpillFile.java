package dev.drover.process;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.FileSystem;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.internal.ContextInternal;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that takes a stream too large for memory; the stream waits while the disk is slower. On
 * the context of the child. A file that could not be written to its end is deleted.
 */
final class SpillFile {
  private final FileSystem files;
  private final ChildOutput source;
  private final Future<AsyncFile> file;
  private final Promise<Throwable> failed;
  private Path path;

  SpillFile(ContextInternal context, Path directory, ChildOutput source) {
    this.source = source;
    files = context.owner().fileSystem();
    failed = context.promise();
    source.pause();
    file =
        files
            .createTempFile(directory.toString(), "drover-output-", "", null) // For its owner only.
            .compose(this::open)
            .onSuccess(this::flow)
            .onFailure(this::fail);
  }

  private Future<AsyncFile> open(String name) {
    path = Path.of(name);
    return files.open(name, new OpenOptions().setRead(false).setCreate(false));
  }

  private void flow(AsyncFile opened) {
    opened.exceptionHandler(this::fail).drainHandler(room -> source.resume());
    waitForRoom(opened);
  }

  private void waitForRoom(AsyncFile opened) {
    if (opened.writeQueueFull()) {
      source.pause();
    } else {
      source.resume();
    }
  }

  private void fail(Throwable cause) {
    failed.tryComplete(cause);
    source.resume(); // What still comes is dropped: the command is being stopped.
  }

  void write(Buffer chunk) {
    file.onSuccess(
        opened -> {
          opened.write(chunk).onFailure(this::fail);
          waitForRoom(opened);
        });
  }

  /** Completes with the first failure, else never. */
  Future<Throwable> failed() {
    return failed.future();
  }

  /** Completes when everything is in the file, or the file is gone. */
  Future<Void> close() {
    return file.compose(AsyncFile::close)
        .onFailure(this::fail)
        .transform(closed -> failed.future().isComplete() ? delete() : Future.succeededFuture());
  }

  private Future<Void> delete() {
    if (path == null) {
      return Future.succeededFuture();
    }
    String name = path.toString();
    path = null;
    return files.delete(name);
  }

  /** Empty when it could not be written. */
  Optional<Path> path() {
    return Optional.ofNullable(path);
  }
}
