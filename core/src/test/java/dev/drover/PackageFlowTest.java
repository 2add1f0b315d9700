package dev.drover;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Imports point one way: what each package may know of the others. ARCHITECTURE.md says why. */
class PackageFlowTest {
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          Map.entry("process", Set.of()),
          Map.entry("config", Set.of()),
          Map.entry("restart", Set.of("config")),
          Map.entry("bridge", Set.of("process", "config", "restart")),
          Map.entry("cluster", Set.of("config", "restart")),
          Map.entry("shard", Set.of("cluster")),
          Map.entry("socket", Set.of("config")),
          Map.entry("replica", Set.of("config", "cluster", "socket", "bridge")),
          Map.entry(
              "supervisor",
              Set.of("process", "config", "restart", "bridge", "cluster", "socket", "replica")),
          Map.entry("logs", Set.of("config", "replica", "supervisor")),
          Map.entry("control", Set.of("process", "config", "replica", "supervisor")),
          Map.entry("systemd", Set.of("config")));

  private static final JavaClasses CLASSES = drover();

  private static JavaClasses drover() {
    // The classes of others are only names here: reading them too would take ten seconds.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter().importPath(Path.of("target", "classes"));
  }

  @Test
  void importsPointOneWay() {
    Set<String> backward = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      Set<String> allowed = MAY_IMPORT.get(packageOf(type));
      assertThat(allowed).as("%s is in a package this test knows", type.getName()).isNotNull();
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String target = packageOf(dependency.getTargetClass().getBaseComponentType());
        if (target != null && !target.equals(packageOf(type)) && !allowed.contains(target)) {
          backward.add(type.getName() + " -> " + dependency.getTargetClass().getName());
        }
      }
    }
    assertThat(backward).isEmpty();
  }

  @Test
  void onlyTheClusterPackageKnowsHazelcast() {
    Set<String> knowing = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      boolean knows =
          type.getDirectDependenciesFromSelf().stream()
              .anyMatch(dependency -> isHazelcast(dependency.getTargetClass()));
      if (knows) {
        knowing.add(packageOf(type));
      }
    }
    assertThat(knowing).isEqualTo(Set.of("cluster"));
  }

  private static boolean isHazelcast(JavaClass type) {
    return type.getPackageName().startsWith("com.hazelcast");
  }

  /** The part after {@code dev.drover.}, or null for a class that is not Drover's. */
  private static String packageOf(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith("dev.drover.") ? name.substring("dev.drover.".length()) : null;
  }
}
