package dev.drover.config;

import static dev.drover.config.Key.optional;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The section {@code cluster} of a configuration file. */
final class ClusterSection {
  /** Leaves room for a port for each replica. */
  private static final int HIGHEST_PORT = 65_000;

  private static final int MOST_MEMBERS = 10_000;

  private static final Key<String> NAME =
      optional(
          "name",
          ValueTypes.text("a name"),
          "Members of the same name meet. Default: a new one for each run; on several hosts there is"
              + " none.");
  private static final Key<List<MemberAddress>> MEMBERS =
      optional(
          "members",
          ValueTypes.list(ValueTypes.memberAddress()),
          "Hosts of the cluster, this one included, the same list on each: host or host:port.");
  private static final Key<String> DNS =
      optional(
          "dns",
          ValueTypes.text("a DNS name"),
          "Instead of members: a name whose addresses are those of the members, such as that of a"
              + " headless service.");
  private static final Key<String> NAMESPACE =
      optional(
          "namespace", ValueTypes.text("a namespace"), "Of the pods. Default: this pod's own.");
  private static final Key<String> SERVICE =
      optional("service", ValueTypes.text("a service"), "Only the pods behind this service.");
  private static final Key<String> POD_LABEL =
      optional(
          "podLabel",
          ValueTypes.matching("a label as name=value", "[^=\\s]+=[^=\\s]+"),
          "Instead of service: only pods with this label, name=value.");
  private static final Key<ClusterDiscovery> KUBERNETES =
      optional(
          "kubernetes",
          new Section<>(
              List.of(NAMESPACE, SERVICE, POD_LABEL),
              values ->
                  new ClusterDiscovery.Kubernetes(
                      values.get(NAMESPACE), values.get(SERVICE), values.get(POD_LABEL))),
          "Instead of members: the pods that the Kubernetes API names; the service account has to"
              + " be allowed to ask.");
  private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final String MULTICAST_ADDRESS = "(22[4-9]|23\\d)(\\." + BYTE + "){3}";
  private static final Key<String> GROUP =
      optional(
          "group",
          ValueTypes.matching(
              "a multicast address, from 224.0.0.0 to 239.255.255.255", MULTICAST_ADDRESS),
          "Default: 224.2.2.3.");
  private static final Key<Integer> GROUP_PORT =
      optional("port", ValueTypes.whole(1, 65_535), "UDP. Default: 54327.");
  private static final Key<ClusterDiscovery> MULTICAST =
      optional(
          "multicast",
          new Section<>(
              List.of(GROUP, GROUP_PORT),
              values ->
                  new ClusterDiscovery.Multicast(
                      values.get(GROUP, ClusterDiscovery.Multicast.DEFAULT_GROUP),
                      values.get(GROUP_PORT, ClusterDiscovery.Multicast.DEFAULT_PORT))),
          "Instead of members: whoever answers in the local network.");
  private static final Key<String> HOST =
      optional(
          "host",
          ValueTypes.text("an address, an interface or a network"),
          "What members bind: an address, an interface such as eth0, or a network such as"
              + " 10.0.0.0/16. Default: the address that leads to the others.");
  private static final Key<String> PUBLIC_HOST =
      optional(
          "publicHost",
          ValueTypes.text("an address or a name"),
          "Where others reach this host, if not at host; with the same ports.");
  private static final Key<Integer> MEMBER_PORT =
      optional(
          "memberPort",
          ValueTypes.whole(1, HIGHEST_PORT),
          "Hazelcast's TCP port; the kth replica takes the (k-1)th after it. Default: 5701.");
  private static final Key<Integer> BUS_PORT =
      optional(
          "busPort",
          ValueTypes.whole(1, HIGHEST_PORT),
          "The event bus' TCP port, counted the same way. Default: any free one.");
  private static final Key<Duration> LOST_AFTER =
      optional(
          "lostAfter",
          ValueTypes.duration(),
          "When a member counts as lost of which nothing is heard, whole seconds. Default: 10s.");
  private static final Key<Integer> MINIMUM =
      optional(
          "minimum",
          ValueTypes.whole(1, MOST_MEMBERS),
          "How many members, this one included, have to be there before the application starts."
              + " Default: 1.");
  private static final Key<String> SECRET =
      optional(
          "secret",
          ValueTypes.secret(),
          "That all members share, 16 characters or more; best from a variable, ${NAME}.");
  private static final Key<String> SECRET_FILE =
      optional(
          "secretFile",
          ValueTypes.text("a file"),
          "Instead of secret: a file that has it, relative to this one.");

  private final ServiceReader files;
  private final Key<ClusterTls> tls;

  ClusterSection(ServiceReader files) {
    this.files = files;
    tls =
        optional(
            "tls",
            new ClusterTlsSection(files).section(),
            "Encrypts the event bus between members and lets in only those with a certificate.");
  }

  Section<ClusterConfig> section() {
    return new Section<>(
        List.of(
            NAME,
            MEMBERS,
            DNS,
            KUBERNETES,
            MULTICAST,
            HOST,
            PUBLIC_HOST,
            MEMBER_PORT,
            BUS_PORT,
            LOST_AFTER,
            MINIMUM,
            SECRET,
            SECRET_FILE,
            tls),
        this::config);
  }

  private ClusterConfig config(Values values) {
    ClusterDiscovery discovery = discovery(values);
    String name = values.get(NAME);
    if (name == null && !values.has(NAME) && discovery.isBeyondThisHost()) {
      values.problem(NAME, "is missing; members on several hosts meet by it, such as name: acme");
    }
    ClusterSecurity security = new ClusterSecurity(secret(values), values.get(tls));
    if (name == null && !values.has(NAME) && security.secret() != null) {
      values.problem(SECRET, "is of a cluster with a name; add cluster.name");
    }
    // What is wrong has been told; the rest is read on.
    String known = name == null && values.has(NAME) ? "?" : name;
    boolean told = known == null && (discovery.isBeyondThisHost() || security.secret() != null);
    return new ClusterConfig(
        told ? "?" : known, discovery, network(values), security, values.get(MINIMUM, 1));
  }

  private static ClusterDiscovery discovery(Values values) {
    List<Key<?>> ways = List.of(MEMBERS, DNS, KUBERNETES, MULTICAST);
    List<String> given = ways.stream().filter(values::has).map(Key::name).toList();
    if (given.size() > 1) {
      values.problem(
          "has %s; members find each other in one way only".formatted(String.join(" and ", given)));
    }
    if (given.isEmpty()) {
      requireHosts(values);
      return ClusterDiscovery.HERE;
    }
    List<MemberAddress> members = values.get(MEMBERS);
    if (members != null && members.isEmpty()) {
      values.problem(MEMBERS, "must name at least one host, such as [10.0.0.1, 10.0.0.2]");
    } else if (members != null) {
      return new ClusterDiscovery.Members(members);
    }
    if (values.get(DNS) != null) {
      return new ClusterDiscovery.Dns(values.get(DNS));
    }
    ClusterDiscovery other = values.get(KUBERNETES, values.get(MULTICAST));
    return other == null ? ClusterDiscovery.HERE : other;
  }

  private static void requireHosts(Values values) {
    List.of(HOST, PUBLIC_HOST, MEMBER_PORT, BUS_PORT).stream()
        .filter(values::has)
        .forEach(
            key ->
                values.problem(
                    key,
                    "is for members on several hosts; add members, dns, kubernetes or multicast"));
  }

  private static ClusterNetwork network(Values values) {
    ClusterNetwork usual = ClusterNetwork.DEFAULT;
    Duration lostAfter = values.get(LOST_AFTER, usual.lostAfter());
    if (lostAfter.compareTo(ClusterNetwork.SHORTEST) < 0 || lostAfter.toMillis() % 1_000 != 0) {
      values.problem(LOST_AFTER, "must be whole seconds, at least 2s");
      lostAfter = usual.lostAfter();
    }
    return new ClusterNetwork(
        values.get(HOST),
        values.get(PUBLIC_HOST),
        values.get(MEMBER_PORT, usual.memberPort()),
        values.get(BUS_PORT, usual.busPort()),
        lostAfter);
  }

  private String secret(Values values) {
    if (values.has(SECRET) && values.has(SECRET_FILE)) {
      values.problem(SECRET_FILE, "is beside secret; leave one out");
      return null;
    }
    String file = values.get(SECRET_FILE);
    String secret =
        file == null
            ? values.get(SECRET)
            : SecretFile.read(
                Path.of(files.path(values, file)), why -> values.problem(SECRET_FILE, why));
    if (secret != null && secret.length() < ClusterSecurity.SHORTEST) {
      values.problem(
          values.has(SECRET) ? SECRET : SECRET_FILE,
          "must have at least 16 characters, such as the output of: openssl rand -hex 16");
      return null;
    }
    return secret;
  }
}
