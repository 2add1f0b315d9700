package dev.drover.launcher;

import io.vertx.core.Deployable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Tells verticles from classes with a main method, without running any of their code. */
final class ClassKinds {
  private final ClassLoader loader;

  ClassKinds(ClassLoader loader) {
    this.loader = loader;
  }

  boolean exists(String name) {
    return loader.getResource(name.replace('.', '/') + ".class") != null || load(name).isPresent();
  }

  boolean isVerticle(String name) {
    return load(name)
        .filter(type -> Deployable.class.isAssignableFrom(type))
        .filter(type -> !Modifier.isAbstract(type.getModifiers()))
        .isPresent();
  }

  boolean hasMain(String name) {
    return load(name).map(ClassKinds::mains).orElse(List.of()).stream()
        .anyMatch(main -> Modifier.isStatic(main.getModifiers()));
  }

  private static List<Method> mains(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getName().equals("main"))
        .filter(
            method -> Arrays.equals(method.getParameterTypes(), new Class<?>[] {String[].class}))
        .toList();
  }

  /**
   * @throws LaunchFailure when the class is there but another that it needs is not
   */
  private Optional<Class<?>> load(String name) {
    try {
      return Optional.of(Class.forName(name, false, loader));
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    } catch (NoClassDefFoundError e) {
      // On file systems that do not tell cases apart, the wrong case finds a class of another name.
      if (String.valueOf(e.getMessage()).contains("wrong name")) {
        return Optional.empty();
      }
      String needed = String.valueOf(e.getMessage()).replace('/', '.');
      throw new LaunchFailure(
          ExitCode.NOT_FOUND,
          name
              + " needs the class "
              + needed
              + ", which is not on the class path; add the jar or directory that has it");
    } catch (LinkageError e) {
      throw new LaunchFailure(ExitCode.FAILED, name + " cannot be loaded: " + e.getMessage());
    }
  }
}
