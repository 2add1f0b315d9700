package dev.drover.process;

import dev.drover.process.SpawnException.Reason;
import dev.drover.process.Stdio.Direction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The descriptors of one spawn: what the child gets, what the parent keeps. */
final class StdioPlan implements AutoCloseable {
  private static final int NONE = -1;

  private final int[] parents;
  private final int[] childs;
  private final boolean[] ours;
  private final Direction[] directions;
  private final List<PipeLoan> loans = new ArrayList<>();
  private boolean kept;

  private StdioPlan(int size) {
    parents = new int[size];
    childs = new int[size];
    ours = new boolean[size];
    directions = new Direction[size];
    Arrays.fill(parents, NONE);
    Arrays.fill(childs, NONE);
  }

  /** Opens everything, or nothing. */
  static StdioPlan open(List<Stdio> forms) throws SpawnException {
    StdioPlan plan = new StdioPlan(forms.size());
    int descriptor = 0;
    try {
      for (; descriptor < forms.size(); descriptor++) {
        plan.open(descriptor, forms.get(descriptor));
      }
      plan.moveOutOfTheWay();
      return plan;
    } catch (java.io.IOException e) {
      plan.close();
      throw failure(descriptor, e);
    }
  }

  static SpawnException failure(int descriptor, java.io.IOException cause) {
    String where = "cannot open stdio[" + descriptor + "]: " + cause.getMessage();
    if (!(cause instanceof ErrnoException error)) {
      return new SpawnException(Reason.OTHER, "", where, cause);
    }
    Reason reason =
        error.errno == Errno.EMFILE || error.errno == Errno.ENFILE
            ? Reason.TOO_MANY_DESCRIPTORS
            : Reason.FILE_NOT_OPENED;
    return new SpawnException(reason, Errno.name(error.errno), where, cause);
  }

  private void open(int at, Stdio form) throws java.io.IOException {
    if (form instanceof Stdio.Pipe pipe) {
      openPipe(at, StdioRules.direction(at, pipe));
    } else if (form instanceof Stdio.Messages) {
      openPipe(at, Direction.DUPLEX);
    } else if (form instanceof Stdio.Inherit inherit) {
      childs[at] = inherit.descriptor() < 0 ? at : inherit.descriptor();
    } else if (form instanceof Stdio.File file) {
      own(at, Descriptors.open(file.path(), file.mode()));
    } else if (form instanceof Stdio.From from) {
      PipeLoan loan = nativeStream(PipeSource.class, from.output()).loan();
      own(at, loan.lend());
      loans.add(loan);
    } else if (form instanceof Stdio.Shared shared) {
      own(at, nativeStream(PipeSource.class, shared.output()).loan().share());
    } else if (form instanceof Stdio.To to) {
      own(at, nativeStream(PipeSink.class, to.input()).lend());
    } else {
      own(at, Descriptors.open("/dev/null", Libc.O_RDWR));
    }
  }

  private static <T> T nativeStream(Class<T> type, Object stream) throws java.io.IOException {
    if (!type.isInstance(stream)) {
      throw new java.io.IOException("the stream is not one of a child of this back end");
    }
    return type.cast(stream);
  }

  private void openPipe(int at, Direction direction) throws ErrnoException {
    int[] pair = direction == Direction.DUPLEX ? Descriptors.socketPair() : Descriptors.pipe();
    boolean childReads = direction == Direction.INPUT;
    directions[at] = direction;
    parents[at] = pair[childReads ? 1 : 0];
    own(at, pair[childReads ? 0 : 1]);
    Descriptors.setNonBlocking(parents[at]);
  }

  private void own(int at, int descriptor) {
    childs[at] = descriptor;
    ours[at] = true;
  }

  /** A source with a low number would be overwritten by the dup2 of an earlier place. */
  private void moveOutOfTheWay() throws ErrnoException {
    for (int at = 0; at < childs.length; at++) {
      if (childs[at] < childs.length && childs[at] != at) {
        int moved = Descriptors.duplicate(childs[at], childs.length);
        if (ours[at]) {
          Libc.close(childs[at]);
        }
        own(at, moved);
      }
    }
  }

  int size() {
    return childs.length;
  }

  /** What becomes the child's descriptor of that number. */
  int child(int at) {
    return childs[at];
  }

  /** As {@code /proc} names a pipe that only this child gets; empty when it gets none. */
  String pipeOfTheChild() {
    for (int at = 0; at < childs.length; at++) {
      if (directions[at] == Direction.INPUT || directions[at] == Direction.OUTPUT) {
        return "pipe:[" + Descriptors.inode(childs[at]) + "]";
      }
    }
    return "";
  }

  /** The parent's end, or -1. */
  int parent(int at) {
    return parents[at];
  }

  /** Only where there is a parent's end. */
  Direction direction(int at) {
    return directions[at];
  }

  /** The child has started: the parent's ends are somebody's now. */
  void keep() {
    kept = true;
    loans.forEach(PipeLoan::handOver);
  }

  /** Closes the child's ends and, unless {@link #keep} was called, the parent's. */
  @Override
  public void close() {
    for (int at = 0; at < childs.length; at++) {
      if (ours[at]) {
        Libc.close(childs[at]);
      }
      if (!kept && parents[at] != NONE) {
        Libc.close(parents[at]);
      }
    }
    if (!kept) {
      loans.forEach(PipeLoan::takeBack);
    }
  }
}
