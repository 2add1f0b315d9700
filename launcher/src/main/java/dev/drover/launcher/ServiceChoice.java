package dev.drover.launcher;

import dev.drover.config.ConfigFile;
import dev.drover.config.NearNames;
import dev.drover.config.ServiceEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which services of a configuration file are meant. */
final class ServiceChoice {
  private final ConfigFile file;
  private final Map<String, ServiceEntry> byName = new LinkedHashMap<>();

  ServiceChoice(ConfigFile file) {
    this.file = file;
    file.services().forEach(service -> byName.put(service.name(), service));
  }

  /**
   * Those of the names, with all that they depend on, in the order of the file; all for no names.
   *
   * @throws LaunchFailure when the file has no such service
   */
  List<ServiceEntry> choose(List<String> names) {
    List<String> unknown = names.stream().filter(name -> !byName.containsKey(name)).toList();
    if (!unknown.isEmpty()) {
      List<String> lines = new ArrayList<>();
      unknown.forEach(
          name -> lines.add("no service '" + name + "'" + NearNames.hint(name, byName.keySet())));
      lines.add(file.file() + " has " + String.join(", ", byName.keySet()));
      throw new LaunchFailure(ExitCode.NOT_FOUND, lines);
    }
    Set<String> chosen = new LinkedHashSet<>();
    names.forEach(name -> add(chosen, name));
    return file.services().stream()
        .filter(service -> names.isEmpty() || chosen.contains(service.name()))
        .toList();
  }

  private void add(Set<String> chosen, String name) {
    if (chosen.add(name)) {
      byName.get(name).dependsOn().forEach(needed -> add(chosen, needed));
    }
  }
}
