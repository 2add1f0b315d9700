package dev.drover.process;

import dev.drover.process.Stdio.Direction;
import dev.drover.process.Stdio.FileMode;
import java.util.List;

/** Which stdio form fits which descriptor. */
final class StdioRules {
  private static final int STDIN = 0;
  private static final int STDERR = 2;

  private StdioRules() {}

  /** What a pipe without a direction means there. */
  static Direction direction(int descriptor, Stdio.Pipe pipe) {
    if (pipe.direction() != null) {
      return pipe.direction();
    }
    if (descriptor == STDIN) {
      return Direction.INPUT;
    }
    return descriptor <= STDERR ? Direction.OUTPUT : Direction.DUPLEX;
  }

  /** A copy. */
  static List<Stdio> oneChannel(List<Stdio> forms) {
    if (forms.indexOf(Stdio.channel()) != forms.lastIndexOf(Stdio.channel())) {
      throw new IllegalArgumentException("stdio must have one channel at most");
    }
    return List.copyOf(forms);
  }

  /** Refuses what would leave a standard stream the wrong way round. */
  static void check(int descriptor, Stdio form) {
    if (descriptor > STDERR) {
      return;
    }
    boolean reads = descriptor == STDIN;
    if (form instanceof Stdio.File file && reads != (file.mode() == FileMode.READ)) {
      throw new IllegalArgumentException(
          "stdio["
              + descriptor
              + "] "
              + (reads ? "reads: use read(file)" : "writes: use truncate(file) or append(file)"));
    }
    if (form instanceof Stdio.Pipe pipe) {
      Direction direction = direction(descriptor, pipe);
      Direction wanted = reads ? Direction.INPUT : Direction.OUTPUT;
      if (direction != wanted && direction != Direction.DUPLEX) {
        throw new IllegalArgumentException(
            "stdio[" + descriptor + "] must be a pipe for " + wanted + ", was " + direction);
      }
    }
    boolean output = form instanceof Stdio.From || form instanceof Stdio.Shared;
    if (reads ? form instanceof Stdio.To : output) {
      throw new IllegalArgumentException(
          "stdio["
              + descriptor
              + "] "
              + (reads ? "reads: use from(output)" : "writes: use to(input)"));
    }
  }
}
