package dev.drover.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Reads one object of a JSON configuration and notes what is wrong with it, each problem with its
 * path, instead of stopping at the first. Every value that is wrong or missing reads as the default
 * it was asked for with; {@link #finish} then finds the keys that nobody asked for. Not
 * thread-safe.
 */
public final class JsonFields {
  private final String path;
  private final JsonObject json;
  private final List<String> problems;
  private final Set<String> known = new TreeSet<>();

  /**
   * @param path of the object, empty for the whole configuration
   * @param problems to which problems are added
   */
  public JsonFields(String path, JsonObject json, List<String> problems) {
    this.path = path;
    this.json = json;
    this.problems = problems;
  }

  /** The path of a key, for messages. */
  public String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  public void problem(String key, String problem) {
    problems.add(at(key) + " " + problem);
  }

  public boolean has(String key) {
    known.add(key);
    return json.getValue(key) != null;
  }

  /** Whatever it is; null when there is nothing. */
  public Object value(String key) {
    known.add(key);
    return json.getValue(key);
  }

  public String text(String key, String otherwise) {
    return read(key, String.class, "text", otherwise);
  }

  /** Its lack is a problem, too; then empty. */
  public String requiredText(String key) {
    String text = text(key, "");
    if (text.isEmpty() && !(value(key) != null && !(value(key) instanceof String))) {
      problem(key, "must be given");
    }
    return text;
  }

  public boolean flag(String key, boolean otherwise) {
    return read(key, Boolean.class, "true or false", otherwise);
  }

  /** Also notes what is out of its bounds, which count as allowed. */
  public int whole(String key, int otherwise, int least, int most) {
    long number = read(key, Number.class, "a whole number", otherwise).longValue();
    boolean whole = value(key) == null || isWhole(value(key));
    if (!whole || number < least || number > most) {
      if (value(key) instanceof Number) {
        problem(
            key,
            "must be a whole number from %d to %d, was %s"
                .formatted(least, most, json.getValue(key)));
      }
      return otherwise;
    }
    return (int) number;
  }

  private static boolean isWhole(Object value) {
    return value instanceof Integer || value instanceof Long;
  }

  /** As {@link Durations} writes it; longer than nothing. */
  public Duration duration(String key, Duration otherwise) {
    String text = text(key, null);
    if (text == null) {
      return otherwise;
    }
    try {
      Duration duration = Durations.parse(text);
      Durations.requirePositive(at(key), duration);
      return duration;
    } catch (ConfigException e) {
      problems.add(
          e.getMessage().startsWith(at(key)) ? e.getMessage() : at(key) + ": " + e.getMessage());
      return otherwise;
    }
  }

  /** One of an enum's constants, in lower case with dashes. */
  public <E extends Enum<E>> E choice(String key, E otherwise) {
    String text = text(key, null);
    if (text == null) {
      return otherwise;
    }
    List<String> names = new ArrayList<>();
    for (E each : otherwise.getDeclaringClass().getEnumConstants()) {
      String name = each.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (name.equals(text)) {
        return each;
      }
      names.add(name);
    }
    problem(key, "must be one of " + String.join(", ", names) + ", was '" + text + "'");
    return otherwise;
  }

  /** Empty when it is missing. */
  public List<String> texts(String key) {
    JsonArray array = read(key, JsonArray.class, "an array of texts", new JsonArray());
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      if (array.getValue(i) instanceof String text) {
        texts.add(text);
      } else {
        problem(key + "[" + i + "]", "must be text, was " + shown(array.getValue(i)));
      }
    }
    return texts;
  }

  /** As it is; null when it is missing. */
  public JsonObject json(String key) {
    return read(key, JsonObject.class, "an object", null);
  }

  /** An array of objects; empty when it is missing. */
  public <T> List<T> array(String key, Function<JsonFields, T> reader) {
    JsonArray array = read(key, JsonArray.class, "an array of objects", new JsonArray());
    List<T> result = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      String place = key + "[" + i + "]";
      if (array.getValue(i) instanceof JsonObject object) {
        JsonFields fields = new JsonFields(at(place), object, problems);
        result.add(reader.apply(fields));
        fields.finish();
      } else {
        problem(place, "must be an object, was " + shown(array.getValue(i)));
      }
    }
    return result;
  }

  /** One that is missing reads as an empty one. */
  public <T> T object(String key, Function<JsonFields, T> reader) {
    JsonObject object = read(key, JsonObject.class, "an object", new JsonObject());
    JsonFields fields = new JsonFields(at(key), object, problems);
    T result = reader.apply(fields);
    fields.finish();
    return result;
  }

  /** An object of objects, in their order; empty when it is missing. */
  public <T> Map<String, T> objects(String key, BiFunction<String, JsonFields, T> reader) {
    Map<String, T> result = new LinkedHashMap<>();
    JsonObject object = read(key, JsonObject.class, "an object", new JsonObject());
    for (Map.Entry<String, Object> member : object) {
      if (member.getValue() instanceof JsonObject json) {
        JsonFields fields = new JsonFields(at(key) + "." + member.getKey(), json, problems);
        result.put(member.getKey(), reader.apply(member.getKey(), fields));
        fields.finish();
      } else {
        problem(key + "." + member.getKey(), "must be an object, was " + shown(member.getValue()));
      }
    }
    return result;
  }

  /** An object of texts, in their order; empty when it is missing. Its values are never shown. */
  public Map<String, String> environment(String key) {
    Map<String, String> result = new LinkedHashMap<>();
    Object value = value(key);
    if (value != null && !(value instanceof JsonObject)) {
      // Whatever it is, it was meant for an environment, and that may be secret.
      problem(key, "must be an object");
      return result;
    }
    for (Map.Entry<String, Object> member : value == null ? new JsonObject() : (JsonObject) value) {
      if (member.getValue() instanceof String text) {
        result.put(member.getKey(), text);
      } else {
        problem(key + "." + member.getKey(), "must be text");
      }
    }
    return result;
  }

  /** Notes the keys that nobody has asked for. */
  public void finish() {
    for (String key : json.fieldNames()) {
      if (!known.contains(key)) {
        problem(key, "is unknown; known here are " + String.join(", ", known));
      }
    }
  }

  private <T> T read(String key, Class<T> type, String words, T otherwise) {
    Object value = value(key);
    if (value == null) {
      return otherwise;
    }
    if (!type.isInstance(value)) {
      problem(key, "must be " + words + ", was " + shown(value));
      return otherwise;
    }
    return type.cast(value);
  }

  private static String shown(Object value) {
    return value instanceof CharSequence ? "'" + value + "'" : String.valueOf(value);
  }
}
