package dev.drover.launcher;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** What {@code drover top} shows, for a screen of any size. */
final class TopView {
  private static final String KEYS =
      "q quit   sort by: s slot  c cpu  m rss  h heap  l lag  n connections  r requests   j k"
          + " scroll";

  private static final int MOST_EVENTS = 8;
  private static final int LEAST_EVENTS = 3;
  private static final int LEAST_SLOTS = 3;

  private final int rows;
  private final int columns;
  private final boolean colours;
  private final List<AttributedString> lines = new ArrayList<>();

  TopView(int rows, int columns, boolean colours) {
    this.rows = rows;
    this.columns = columns;
    this.colours = colours;
  }

  /**
   * As many lines as the screen has rows, none of them wider than it.
   *
   * @param status as the supervisor has told it
   * @param events the last ones, as lines
   * @param scroll how many slots are above the screen, if there are enough of them
   */
  List<AttributedString> lines(JsonObject status, List<String> events, TopSort sort, int scroll) {
    StatusView view = new StatusView(status);
    head(view);
    view.services().forEach(service -> add(StatusView.summary(service), AttributedStyle.DEFAULT));
    add("", AttributedStyle.DEFAULT);
    // Less the heads of the columns, the keys, and the line before the events.
    int left = rows - lines.size() - 3;
    int least =
        Math.min(
            view.slots().size(), Math.max(LEAST_SLOTS, left - Math.min(LEAST_EVENTS, left / 4)));
    int fitting = Math.max(0, Math.min(Math.min(MOST_EVENTS, events.size()), left - least));
    List<String> shown = events.subList(events.size() - fitting, events.size());
    slots(sort.sorted(view.slots()), sort, Math.max(1, left - fitting), scroll);
    events(shown);
    return fit();
  }

  private void head(StatusView view) {
    long requests = 0;
    long connections = 0;
    for (JsonObject slot : view.slots()) {
      requests += Math.round(slot.getDouble("requestsPerSecond", 0.0));
      connections += slot.getLong("connections", 0L);
    }
    add(
        "%s  pid %d, up %s, %s   %d of %d ready   %s   %d requests/s"
            .formatted(
                view.name(),
                view.pid(),
                view.uptime(),
                view.json().getString("state"),
                view.ready(),
                view.slots().size(),
                StartBlock.count((int) connections, "connection"),
                requests),
        AttributedStyle.BOLD);
  }

  private void slots(List<JsonObject> slots, TopSort sort, int room, int scroll) {
    List<String> table = StatusView.table(slots).lines();
    // In capitals all are; the one that counts is not, which moves no other.
    String heads = table.get(0).replace(sort.head, sort.head.toLowerCase(Locale.ROOT));
    add(heads, AttributedStyle.INVERSE);
    int most = slots.size() > room ? Math.max(1, room - 1) : room;
    int from = Math.max(0, Math.min(scroll, slots.size() - most));
    int to = Math.min(slots.size(), from + most);
    for (int i = from; i < to; i++) {
      add(table.get(i + 1), style(slots.get(i).getString("state")));
    }
    if (slots.size() > to - from) {
      add("slots %d to %d of %d".formatted(from + 1, to, slots.size()), AttributedStyle.DEFAULT);
    }
  }

  private AttributedStyle style(String state) {
    AttributedStyle plain = AttributedStyle.DEFAULT;
    if (!colours) {
      return plain;
    }
    return switch (state) {
      case "ready" -> plain;
      case "failed" -> plain.foreground(AttributedStyle.RED);
      case "starting", "draining" -> plain.foreground(AttributedStyle.YELLOW);
      default -> plain.faint();
    };
  }

  private void events(List<String> shown) {
    if (!shown.isEmpty()) {
      add("", AttributedStyle.DEFAULT);
      shown.forEach(event -> add(event, AttributedStyle.DEFAULT));
    }
  }

  private void add(String text, AttributedStyle style) {
    lines.add(new AttributedString(text, style));
  }

  /** The keys are always there, whatever else has no room. */
  private List<AttributedString> fit() {
    int most = Math.max(1, rows - 1);
    List<AttributedString> all = new ArrayList<>(lines.subList(0, Math.min(most, lines.size())));
    while (all.size() < most) {
      all.add(AttributedString.EMPTY);
    }
    if (rows > 1) {
      all.add(new AttributedString(KEYS, AttributedStyle.DEFAULT.faint()));
    }
    return all.stream().map(this::cut).toList();
  }

  private AttributedString cut(AttributedString line) {
    if (line.columnLength() <= columns) {
      return line;
    }
    return new AttributedStringBuilder()
        .append(line.columnSubSequence(0, Math.max(0, columns)))
        .toAttributedString();
  }
}
