package dev.drover.launcher;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;

/**
 * What one source file declares, as its parse tree says.
 *
 * @param root the directory that packages start from: javac's {@code -sourcepath}
 * @param types names of the top-level types, the public one first, the others in their order
 */
record SourceFile(Path file, Path root, List<String> types) {

  /** Errors in the source are passed over: compiling it will tell. */
  static SourceFile parse(JavaCompiler compiler, StandardJavaFileManager files, Path file) {
    JavacTask task =
        (JavacTask)
            compiler.getTask(
                Writer.nullWriter(),
                files,
                problem -> {},
                List.of("-proc:none"),
                null,
                files.getJavaFileObjects(file));
    try {
      for (CompilationUnitTree unit : task.parse()) {
        String packageName = unit.getPackageName() == null ? "" : unit.getPackageName().toString();
        return new SourceFile(file, root(file, packageName), types(unit, packageName));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SourceFile(file, directory(file), List.of());
  }

  private static List<String> types(CompilationUnitTree unit, String packageName) {
    List<String> names = new ArrayList<>();
    String prefix = packageName.isEmpty() ? "" : packageName + ".";
    for (Tree declared : unit.getTypeDecls()) {
      if (declared instanceof ClassTree type) {
        boolean isPublic = type.getModifiers().getFlags().contains(Modifier.PUBLIC);
        names.add(isPublic ? 0 : names.size(), prefix + type.getSimpleName());
      }
    }
    return names;
  }

  /** A file that does not stand where its package says is compiled with its own directory. */
  private static Path root(Path file, String packageName) {
    Path absolute = directory(file.toAbsolutePath().normalize());
    Path packagePath = Path.of(packageName.replace('.', '/'));
    if (packageName.isEmpty() || !absolute.endsWith(packagePath)) {
      return directory(file);
    }
    Path root = absolute;
    for (int i = 0; i < packagePath.getNameCount(); i++) {
      root = root.getParent();
    }
    return root;
  }

  private static Path directory(Path file) {
    return file.getParent() == null ? Path.of(".") : file.getParent();
  }
}
