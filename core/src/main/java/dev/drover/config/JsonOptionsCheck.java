package dev.drover.config;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.tracing.TracingOptions;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Finds the keys and values of JSON options that Vert.x would pass over in silence. */
final class JsonOptionsCheck {
  private final List<String> problems;

  JsonOptionsCheck(List<String> problems) {
    this.problems = problems;
  }

  /**
   * @param where the path of {@code json}, such as {@code options.eventBusOptions}
   * @param type the Vert.x options class that reads it
   */
  void check(String where, JsonObject json, Class<?> type) {
    for (Map.Entry<String, Object> member : json) {
      String path = where + "." + member.getKey();
      List<Class<?>> types = valueTypes(type, member.getKey()).toList();
      if (types.isEmpty()) {
        problems.add(path + " is no option of " + type.getSimpleName());
      } else if (member.getValue() != null) {
        checkValue(path, member.getValue(), types);
      }
    }
  }

  private void checkValue(String path, Object value, List<Class<?>> types) {
    for (Class<?> type : types) {
      if (accepts(type, value)) {
        if (isChecked(type)) {
          check(path, (JsonObject) value, type);
        }
        return;
      }
    }
    problems.add(path + " must be " + describe(types.get(0)) + ", was " + shown(value));
  }

  private static String shown(Object value) {
    return value instanceof CharSequence ? "'" + value + "'" : String.valueOf(value);
  }

  /** The types the option may have in JSON; empty when there is no such option. */
  private static Stream<Class<?>> valueTypes(Class<?> options, String key) {
    return Arrays.stream(options.getMethods())
        .filter(method -> !method.isBridge() && keyOf(method.getName()).equals(key))
        .<Class<?>>mapMulti(
            (method, found) -> {
              if (isSetter(method)) {
                found.accept(method.getParameterTypes()[0]);
              } else if (isCollectionGetter(method)) {
                found.accept(method.getReturnType());
              }
            })
        .filter(JsonOptionsCheck::hasJsonForm)
        .distinct();
  }

  private static boolean isSetter(Method method) {
    return method.getName().startsWith("set") && method.getParameterCount() == 1;
  }

  /** Collections are often filled by an adder of a singular name: only the getter has the key's. */
  private static boolean isCollectionGetter(Method method) {
    return method.getName().startsWith("get")
        && method.getParameterCount() == 0
        && Collection.class.isAssignableFrom(method.getReturnType());
  }

  /** {@code setHAGroup} and {@code haGroup}, {@code setDisableTCCL} and {@code disableTCCL}. */
  private static String keyOf(String method) {
    if (method.length() < 4) {
      return "";
    }
    String name = method.substring(3);
    int capitals = 0;
    while (capitals < name.length() && Character.isUpperCase(name.charAt(capitals))) {
      capitals++;
    }
    int lowered = capitals > 1 && capitals < name.length() ? capitals - 1 : capitals;
    return name.substring(0, lowered).toLowerCase(Locale.ROOT) + name.substring(lowered);
  }

  private static boolean hasJsonForm(Class<?> type) {
    return type == String.class
        || type.isPrimitive()
        || OptionSetter.isWhole(type)
        || OptionSetter.isBoolean(type)
        || type.isEnum()
        || isArray(type)
        || type == Buffer.class
        || isObject(type);
  }

  private static boolean isArray(Class<?> type) {
    return Collection.class.isAssignableFrom(type);
  }

  private static boolean isObject(Class<?> type) {
    return type == JsonObject.class || Map.class.isAssignableFrom(type) || isOptions(type);
  }

  private static boolean isOptions(Class<?> type) {
    return Arrays.stream(type.getConstructors())
        .anyMatch(
            maker -> Arrays.equals(maker.getParameterTypes(), new Class<?>[] {JsonObject.class}));
  }

  /** Metrics and tracing options belong to a provider, which adds keys of its own. */
  private static boolean isChecked(Class<?> type) {
    return type != JsonObject.class
        && isOptions(type)
        && !MetricsOptions.class.isAssignableFrom(type)
        && !TracingOptions.class.isAssignableFrom(type);
  }

  private static boolean accepts(Class<?> type, Object value) {
    if (OptionSetter.isBoolean(type)) {
      return value instanceof Boolean;
    }
    if (OptionSetter.isWhole(type)) {
      return value instanceof Integer || value instanceof Long;
    }
    if (type.isPrimitive()) {
      return value instanceof Number;
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .anyMatch(constant -> ((Enum<?>) constant).name().equals(value));
    }
    if (isArray(type)) {
      return value instanceof JsonArray;
    }
    return isObject(type) ? value instanceof JsonObject : value instanceof String;
  }

  private static String describe(Class<?> type) {
    if (isArray(type)) {
      return "an array";
    }
    if (isObject(type)) {
      return "an object";
    }
    return type.isPrimitive() && !OptionSetter.isWhole(type) && !OptionSetter.isBoolean(type)
        ? "a number"
        : OptionSetter.describe(type);
  }
}
