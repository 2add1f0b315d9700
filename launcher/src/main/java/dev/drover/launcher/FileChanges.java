package dev.drover.launcher;

import dev.drover.config.ClusterConfig;
import dev.drover.config.ConfigException;
import dev.drover.config.ConfigFile;
import dev.drover.config.ServiceEntry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is different in a configuration file since it was started, beside the services' own keys.
 */
final class FileChanges {
  private final ConfigFile before;
  private final Map<String, ServiceEntry> running;
  private final ConfigFile now;

  /**
   * @param running those of its services that run
   */
  FileChanges(ConfigFile before, List<ServiceEntry> running, ConfigFile now) {
    this.before = before;
    this.running = running.stream().collect(Collectors.toMap(ServiceEntry::name, each -> each));
    this.now = now;
  }

  /**
   * Those that run and are still there, in the order of the file.
   *
   * @throws ConfigException when it has none of them, or one that cannot be replaced
   */
  List<ServiceEntry> kept() {
    List<ServiceEntry> kept =
        now.services().stream().filter(each -> running.containsKey(each.name())).toList();
    if (kept.isEmpty()) {
      throw new ConfigException(
          "%s has none of the services that run (%s) any more; put one back, or drover stop and start the file again"
              .formatted(now.file(), String.join(", ", running.keySet())));
    }
    return kept;
  }

  /** What a reload leaves as it was, and what to do about it; a line each. */
  List<String> notTaken(RunFlags flags) {
    List<String> lines = new ArrayList<>();
    String again = "; drover stop, and start the file again";
    unlessSame(lines, "name", ConfigFile::name, again);
    unlessSame(lines, "cluster", file -> clusterOf(file, flags), again);
    unlessSame(lines, "strategy", ConfigFile::strategy, again);
    if (flags.replica.logs.policy() == null) {
      unlessSame(lines, "logs", ConfigFile::logs, again);
    }
    if (flags.health == null) {
      unlessSame(lines, "control.health", ConfigFile::health, again);
    }
    now.services().forEach(each -> service(lines, each));
    gone().forEach(name -> lines.add(goneLine(name)));
    return lines;
  }

  private static ClusterConfig clusterOf(ConfigFile file, RunFlags flags) {
    ClusterConfig said = file.cluster() == null ? ClusterConfig.LOCAL : file.cluster();
    return flags.replica.clusterName == null ? said : said.withName(flags.replica.clusterName);
  }

  private void unlessSame(
      List<String> lines, String key, Function<ConfigFile, Object> value, String next) {
    if (!Objects.equals(value.apply(before), value.apply(now))) {
      lines.add("%s: %s has changed, which a reload cannot%s".formatted(now.file(), key, next));
    }
  }

  private void service(List<String> lines, ServiceEntry service) {
    String name = service.name();
    ServiceEntry old = running.get(name);
    if (old != null && !Set.copyOf(old.dependsOn()).equals(Set.copyOf(service.dependsOn()))) {
      lines.add(
          "%s: services.%s.dependsOn has changed, which counts from the next start on"
              .formatted(now.file(), name));
    }
    if (old != null && !old.watch().equals(service.watch())) {
      lines.add(
          "%s: services.%s.watch has changed, which counts from the next start on"
              .formatted(now.file(), name));
    }
    if (old == null && before.services().stream().noneMatch(each -> each.name().equals(name))) {
      lines.add(
          "%s: services.%s is new, and a reload starts none; drover stop, and start the file again"
              .formatted(now.file(), name));
    }
  }

  private Set<String> gone() {
    Set<String> gone = new LinkedHashSet<>(running.keySet());
    now.services().forEach(each -> gone.remove(each.name()));
    return gone;
  }

  private String goneLine(String name) {
    return "%s: services.%s is gone; %s runs on as it was, drover stop %s ends it"
        .formatted(now.file(), name, name, name);
  }
}
