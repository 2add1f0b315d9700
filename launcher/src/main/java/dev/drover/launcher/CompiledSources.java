package dev.drover.launcher;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A source file and what it needed, compiled.
 *
 * @param classes class files by class name
 * @param notes what the compiler said although it succeeded
 */
record CompiledSources(SourceFile source, Map<String, byte[]> classes, List<String> notes) {

  boolean hasClassesOf(CompiledSources other) {
    return classes.keySet().equals(other.classes.keySet())
        && classes.entrySet().stream()
            .allMatch(each -> Arrays.equals(each.getValue(), other.classes.get(each.getKey())));
  }
}
