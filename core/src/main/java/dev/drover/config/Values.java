package dev.drover.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a section of a configuration file says, key by key. */
final class Values {
  private record Found(Node node, Object value) {}

  private final Place place;
  private final Reading at;
  private final Map<Key<?>, Found> found = new LinkedHashMap<>();

  /**
   * @param place of the section
   */
  Values(Place place, Reading at) {
    this.place = place;
    this.at = at;
  }

  <T> void read(Key<T> key, Node.Member member) {
    T value = key.type().read(member.value(), at.child(key.name()));
    found.put(key, new Found(member.value(), value));
  }

  /** The section's own name, such as that of a service. */
  String name() {
    return at.name();
  }

  /** Whether it is there, be it right or wrong. */
  boolean has(Key<?> key) {
    return found.containsKey(key);
  }

  /** Whether it is an object that has a value of that name, be it right or wrong. */
  boolean hasMember(Key<?> key, String name) {
    return found.get(key).node() instanceof Node.Members object
        && object.members().containsKey(name);
  }

  boolean hasNoMembers(Key<?> key) {
    return found.get(key).node() instanceof Node.Members object && object.members().isEmpty();
  }

  /** Null when it is missing or wrong. */
  @SuppressWarnings("unchecked") // read() has put the key's own type there.
  <T> T get(Key<T> key) {
    Found value = found.get(key);
    return value == null ? null : (T) value.value();
  }

  <T> T get(Key<T> key, T otherwise) {
    T value = get(key);
    return value == null ? otherwise : value;
  }

  /** Of the key's value, or of the section when it has none. */
  Place place(Key<?> key) {
    Found value = found.get(key);
    return value == null ? place : value.node().place();
  }

  /** Where all of it stands. */
  Origin origin() {
    Map<String, Place> keys = new LinkedHashMap<>();
    Map<String, String> sources = new LinkedHashMap<>();
    found.forEach(
        (key, value) -> {
          keys.put(key.name(), place(key));
          noteSources(value.node(), sources);
        });
    return new Origin(place, at.path(), keys, sources);
  }

  private static void noteSources(Node node, Map<String, String> sources) {
    if (node instanceof Node.Members object) {
      object.members().values().forEach(member -> noteSources(member.value(), sources));
    } else if (node instanceof Node.Items list) {
      list.items().forEach(item -> noteSources(item, sources));
    } else if (node instanceof Node.Scalar scalar
        && scalar.isReplaced()
        && !scalar.text().isEmpty()) {
      sources.put(scalar.text(), scalar.source());
    }
  }

  /**
   * @param text follows the section's path
   */
  void problem(String text) {
    at.problem(place, text);
  }

  /**
   * @param text follows the key's path
   */
  void problem(Key<?> key, String text) {
    at.child(key.name()).problem(place(key), text);
  }

  /**
   * @param text the whole of it, with a path
   */
  void problem(Place elsewhere, String text) {
    at.problems().add(elsewhere, text);
  }
}
