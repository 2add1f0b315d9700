package dev.drover.config;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML 1.2 or JSON into a tree that knows where everything stands. One document with text as
 * keys; anchors and aliases are allowed, tags other than {@code !!str} and merge keys are not.
 */
final class YamlReader {
  private final String file;
  private final FileProblems problems;
  private final NodeBuilder builder;
  private int documents;

  private YamlReader(String file, FileProblems problems) {
    this.file = file;
    this.problems = problems;
    builder = new NodeBuilder(problems);
  }

  /**
   * @param file for messages
   * @param problems to which keys given twice are added
   * @throws ConfigException when the text is no such document
   */
  static Node read(String file, String text, FileProblems problems) {
    return new YamlReader(file, problems).read(text);
  }

  private Node read(String text) {
    LoadSettings settings = LoadSettings.builder().setLabel(file).build();
    try {
      for (Event event : new Parse(settings).parseString(text)) {
        add(event);
      }
    } catch (MarkedYamlEngineException e) {
      throw malformed(e, text);
    } catch (ReaderException e) {
      throw fail(placeOf(text, e.getPosition()), "has a character that no YAML can hold");
    } catch (YamlEngineException e) {
      throw fail(new Place(file, 1, 1), "cannot be read as YAML: " + e.getMessage());
    }
    if (builder.root() == null) {
      throw fail(new Place(file, 1, 1), "is empty; drover init writes one to start from");
    }
    return builder.root();
  }

  private void add(Event event) {
    Place place = place(event);
    switch (event.getEventId()) {
      case DocumentStart -> {
        if (++documents > 1) {
          throw fail(place, "begins a second document; a configuration is one");
        }
      }
      case Scalar -> scalar((ScalarEvent) event, place);
      case Alias -> builder.alias(((AliasEvent) event).getAlias().getValue(), place);
      case MappingStart, SequenceStart -> {
        CollectionStartEvent start = (CollectionStartEvent) event;
        requireNoTag(start.getTag().orElse(null), place);
        builder.anchor(start.getAnchor().map(Object::toString).orElse(null));
        builder.open(place, event.getEventId() == Event.ID.MappingStart);
      }
      case MappingEnd, SequenceEnd -> builder.close();
      case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
    }
  }

  private void scalar(ScalarEvent event, Place place) {
    String tag = event.getTag().orElse(null);
    boolean text = "tag:yaml.org,2002:str".equals(tag) || "!".equals(tag);
    if (!text) {
      requireNoTag(tag, place);
    }
    builder.anchor(event.getAnchor().map(Object::toString).orElse(null));
    builder.scalar(new Node.Scalar(place, event.getValue(), event.isPlain() && !text));
  }

  private void requireNoTag(String tag, Place place) {
    if (tag != null) {
      problems.add(place, "the tag " + tag + " has no meaning here; remove it");
    }
  }

  private Place place(Event event) {
    return event
        .getStartMark()
        .map(mark -> new Place(file, mark.getLine() + 1, mark.getColumn() + 1))
        .orElseGet(() -> new Place(file, 1, 1));
  }

  private Place placeOf(String text, int position) {
    String before = text.substring(0, Math.min(position, text.length()));
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    return new Place(file, line, before.length() - before.lastIndexOf('\n'));
  }

  private ConfigException malformed(MarkedYamlEngineException e, String text) {
    Place place =
        e.getProblemMark()
            .or(e::getContextMark)
            .map(mark -> new Place(file, mark.getLine() + 1, mark.getColumn() + 1))
            .orElseGet(() -> new Place(file, 1, 1));
    String context = e.getContext() == null ? "" : e.getContext() + ", ";
    String line = text.lines().skip(place.line() - 1L).findFirst().orElse("");
    String hint = line.contains("${") ? "; put a value with ${...} in quotes" : "";
    return fail(place, "is no YAML: " + context + e.getProblem() + hint);
  }

  private ConfigException fail(Place place, String text) {
    problems.add(place, text);
    return problems.exception();
  }
}
