package dev.drover.logs;

import dev.drover.supervisor.SlotId;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a file: {@code web-1.000007.log} is the seventh of {@code web#1}. A file keeps its
 * name for life, so that readers need not care about rotation; the highest number is written to.
 */
record LogFile(SlotId slot, long sequence) {
  private static final Pattern NAME = Pattern.compile("(.+)-(\\d{1,9})\\.(\\d{6,18})\\.log");

  static Optional<LogFile> of(Path path) {
    Matcher name = NAME.matcher(path.getFileName().toString());
    return name.matches()
        ? Optional.of(
            new LogFile(
                new SlotId(name.group(1), Integer.parseInt(name.group(2))),
                Long.parseLong(name.group(3))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "%s-%d.%06d.log".formatted(slot.service(), slot.number(), sequence);
  }
}
