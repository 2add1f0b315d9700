package dev.drover.launcher;

import java.util.List;
import java.util.Map;

/**
 * A source file and what it needed, compiled.
 *
 * @param classes class files by class name
 * @param notes what the compiler said although it succeeded
 */
record CompiledSources(SourceFile source, Map<String, byte[]> classes, List<String> notes) {}
