package dev.drover.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Reads one configuration file; used once. */
final class ConfigFileReader {
  private final Path file;
  private final Map<String, String> env;
  private final FileProblems problems = new FileProblems();
  private final Function<ServiceEntry, List<String>> more;
  private final FileSection section;

  ConfigFileReader(Path file, Map<String, String> env, Function<ServiceEntry, List<String>> more) {
    this.file = file;
    this.env = env;
    this.more = more;
    section = new FileSection(new ServiceReader(file));
  }

  ConfigFile read(String text, String profile) {
    boolean json = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
    String yaml = json ? JsonTabs.replace(text) : text;
    Node root = YamlReader.read(file.toString(), yaml, problems);
    Map<String, Node> profiles = profiles(root);
    Node base = withoutProfiles(root);
    requireKnown(profile, profiles, root);
    FileSection.FileValues values = null;
    if (profile == null || profiles.containsKey(profile)) {
      values = section.read(merged(base, profiles.get(profile), false), problems);
    }
    profiles.forEach(
        (name, over) -> {
          if (!name.equals(profile)) {
            section.read(merged(base, over, true), problems);
          }
        });
    requireNoMore(values);
    return new ConfigFile(
        file,
        values.name() == null ? directoryName() : values.name(),
        new ArrayList<>(values.services().values()),
        values.cluster(),
        values.strategy(),
        values.logs(),
        values.health(),
        List.copyOf(profiles.keySet()));
  }

  private void requireNoMore(FileSection.FileValues values) {
    List<String> lines = new ArrayList<>();
    if (values != null && values.services() != null) {
      values.services().values().stream()
          .filter(service -> service.target() != null)
          .forEach(service -> lines.addAll(more.apply(service)));
    }
    if (!problems.isEmpty()) {
      lines.addAll(0, problems.exception().problems());
    }
    if (!lines.isEmpty()) {
      throw new ConfigException(lines);
    }
  }

  private Node merged(Node base, Node over, boolean missingAllowed) {
    Node merged = over == null ? base : ProfileMerge.merge(base, over);
    return new Substitution(env, problems, missingAllowed).apply(merged);
  }

  private void requireKnown(String profile, Map<String, Node> profiles, Node root) {
    if (profile == null || profiles.containsKey(profile)) {
      return;
    }
    String known =
        profiles.isEmpty()
            ? "; the file has none"
            : "; the file has " + String.join(", ", profiles.keySet());
    problems.add(
        root.place(),
        "there is no profile '"
            + profile
            + "'"
            + known
            + NearNames.hint(profile, profiles.keySet()));
  }

  private Map<String, Node> profiles(Node root) {
    Map<String, Node> profiles = new LinkedHashMap<>();
    if (!(root instanceof Node.Members object)
        || !object.members().containsKey(FileSection.PROFILES)) {
      return profiles;
    }
    Node node = object.members().get(FileSection.PROFILES).value();
    Reading at = Reading.of(problems).child(FileSection.PROFILES);
    if (node instanceof Node.Members named) {
      named.members().forEach((name, member) -> add(profiles, name, member, at.child(name)));
    } else {
      at.problem(node.place(), "must be an object of profiles by name, was " + node.shown());
    }
    return profiles;
  }

  private static void add(Map<String, Node> profiles, String name, Node.Member member, Reading at) {
    if (member.value() instanceof Node.Members over) {
      if (over.members().containsKey(FileSection.PROFILES)) {
        at.problem(
            over.members().get(FileSection.PROFILES).place(), "has profiles of its own; move them");
      }
      profiles.put(name, withoutProfiles(over));
    } else {
      at.problem(
          member.value().place(),
          "must be an object, such as {services: {web: {replicas: 4}}}, was "
              + member.value().shown());
    }
  }

  private static Node withoutProfiles(Node node) {
    if (!(node instanceof Node.Members object)) {
      return node;
    }
    Map<String, Node.Member> members = new LinkedHashMap<>(object.members());
    members.remove(FileSection.PROFILES);
    return new Node.Members(object.place(), members);
  }

  /** Of a file in a directory whose name is none, such as the root: drover. */
  private String directoryName() {
    Path directory = file.toAbsolutePath().normalize().getParent();
    String name =
        directory == null || directory.getFileName() == null
            ? ""
            : directory.getFileName().toString().replaceAll("[^A-Za-z0-9._-]+", "-");
    return name.matches(FileSection.NAME) ? name : "drover";
  }
}
