package dev.drover.launcher;

import dev.drover.config.NearNames;
import dev.drover.supervisor.SlotId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which slots are meant by {@code web}, {@code web#2}; all when nothing is said. */
final class LogsSelection implements Predicate<SlotId> {
  private static final Pattern FORM = Pattern.compile("([A-Za-z0-9._-]+)(?:#(\\d{1,9}))?");

  /**
   * @param slot 0 for all of the service
   */
  private record Part(String service, int slot) {
    boolean holds(SlotId id) {
      return id.service().equals(service) && (slot == 0 || slot == id.number());
    }

    @Override
    public String toString() {
      return slot == 0 ? service : service + "#" + slot;
    }
  }

  private final List<Part> parts = new ArrayList<>();

  /**
   * @throws LaunchFailure when one is not of that form
   */
  LogsSelection(List<String> given) {
    for (String each : given) {
      Matcher form = FORM.matcher(each);
      boolean ok = form.matches() && !"0".equals(form.group(2));
      if (!ok) {
        throw new LaunchFailure(
            ExitCode.USAGE,
            "SERVICE or SERVICE#SLOT with a slot from 1 is expected, was '" + each + "'",
            "see drover logs --help");
      }
      int slot = form.group(2) == null ? 0 : Integer.parseInt(form.group(2));
      parts.add(new Part(form.group(1), slot));
    }
  }

  boolean isEverything() {
    return parts.isEmpty();
  }

  @Override
  public boolean test(SlotId slot) {
    return parts.isEmpty() || parts.stream().anyMatch(part -> part.holds(slot));
  }

  /**
   * @param known the slots there are
   * @throws LaunchFailure when a part means none of them
   */
  void requireKnown(Collection<SlotId> known, Object where) {
    for (Part part : parts) {
      if (known.stream().noneMatch(part::holds)) {
        boolean slotOnly = known.stream().anyMatch(id -> id.service().equals(part.service()));
        List<String> services = known.stream().map(SlotId::service).distinct().toList();
        throw new LaunchFailure(
            ExitCode.NOT_FOUND,
            slotOnly
                ? "no slot %d of %s in %s".formatted(part.slot(), part.service(), where)
                : "no such service '%s' in %s%s"
                    .formatted(part.service(), where, NearNames.hint(part.service(), services)),
            "there are: " + String.join(", ", known.stream().map(SlotId::toString).toList()));
      }
    }
  }
}
