package dev.drover.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Sets one option by the name of its setter, from text. */
final class OptionSetter {

  private OptionSetter() {}

  /**
   * @param name matched to the setters without regard to case
   * @return what is wrong, to be read after the name of the place the value came from, or null
   */
  static String set(Object options, String name, String text) {
    List<Method> setters = setters(options.getClass(), name);
    if (setters.isEmpty()) {
      return "names no option of " + options.getClass().getSimpleName();
    }
    for (Method setter : setters) {
      if (isText(setter.getParameterTypes()[0])) {
        return call(options, setter, text);
      }
    }
    return "names an option that cannot be set from text, use JSON";
  }

  private static List<Method> setters(Class<?> type, String name) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getParameterCount() == 1)
        .filter(method -> method.getName().equalsIgnoreCase("set" + name))
        // Narrowed return types leave bridges behind; either does the same.
        .sorted(Comparator.comparing(Method::isBridge))
        .toList();
  }

  private static boolean isText(Class<?> type) {
    return type == String.class || isWhole(type) || isBoolean(type) || type.isEnum();
  }

  static boolean isWhole(Class<?> type) {
    return type == int.class || type == long.class || type == Integer.class || type == Long.class;
  }

  static boolean isBoolean(Class<?> type) {
    return type == boolean.class || type == Boolean.class;
  }

  private static String call(Object options, Method setter, String text) {
    Class<?> type = setter.getParameterTypes()[0];
    try {
      setter.invoke(options, convert(type, text));
      return null;
    } catch (IllegalArgumentException wrongType) {
      return "must be " + describe(type);
    } catch (InvocationTargetException refused) {
      return "is refused: " + refused.getCause().getMessage();
    } catch (IllegalAccessException bug) {
      throw new IllegalStateException("public setter " + setter + " cannot be called", bug);
    }
  }

  private static Object convert(Class<?> type, String text) {
    if (type == String.class) {
      return text;
    }
    if (type == int.class || type == Integer.class) {
      return Integer.valueOf(text);
    }
    if (type == long.class || type == Long.class) {
      return Long.valueOf(text);
    }
    if (isBoolean(type)) {
      return toBoolean(text);
    }
    return constants(type)
        .filter(constant -> ((Enum<?>) constant).name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(IllegalArgumentException::new);
  }

  private static Boolean toBoolean(String text) {
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      return Boolean.valueOf(text);
    }
    throw new IllegalArgumentException();
  }

  private static Stream<?> constants(Class<?> type) {
    return Arrays.stream(type.getEnumConstants());
  }

  /** The values a type allows, in words. */
  static String describe(Class<?> type) {
    if (isWhole(type)) {
      return "a whole number";
    }
    if (isBoolean(type)) {
      return "true or false";
    }
    if (type.isEnum()) {
      List<String> names = constants(type).map(constant -> ((Enum<?>) constant).name()).toList();
      return "one of " + String.join(", ", names);
    }
    return "text";
  }
}
