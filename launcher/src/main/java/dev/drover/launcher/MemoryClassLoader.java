package dev.drover.launcher;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Finds classes in memory first, then classes and resources in directories and jars. */
final class MemoryClassLoader extends URLClassLoader {
  static {
    registerAsParallelCapable();
  }

  private static final String CLASS = ".class";

  private final Map<String, byte[]> classes;

  /**
   * @param classes class files by class name
   */
  MemoryClassLoader(Map<String, byte[]> classes, List<Path> classPath, ClassLoader parent) {
    super(ClassPath.urls(classPath), parent);
    this.classes = classes;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = classes.get(name);
    return bytes == null ? super.findClass(name) : defineClass(name, bytes, 0, bytes.length);
  }

  /** Libraries that read class files find those in memory too. */
  @Override
  public InputStream getResourceAsStream(String name) {
    InputStream found = super.getResourceAsStream(name);
    if (found != null || !name.endsWith(CLASS)) {
      return found;
    }
    byte[] bytes = classes.get(name.substring(0, name.length() - CLASS.length()).replace('/', '.'));
    return bytes == null ? null : new ByteArrayInputStream(bytes);
  }
}
