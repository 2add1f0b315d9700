package dev.drover.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;

/** How the members of a cluster find each other. */
public sealed interface ClusterDiscovery {
  /** On the loopback interface of one machine. */
  ClusterDiscovery HERE = new Here();

  boolean isBeyondThisHost();

  JsonObject toJson();

  static ClusterDiscovery fromJson(JsonObject json) {
    return switch (json.getString("by")) {
      case "members" ->
          new Members(
              json.getJsonArray("members").stream()
                  .map(String::valueOf)
                  .map(MemberAddress::parse)
                  .toList());
      case "dns" -> new Dns(json.getString("name"));
      case "kubernetes" ->
          new Kubernetes(
              json.getString("namespace"), json.getString("service"), json.getString("podLabel"));
      case "multicast" -> new Multicast(json.getString("group"), json.getInteger("port"));
      default -> HERE;
    };
  }

  private static JsonObject by(String how) {
    return new JsonObject().put("by", how);
  }

  /** This machine, and nobody else. */
  record Here() implements ClusterDiscovery {
    @Override
    public boolean isBeyondThisHost() {
      return false;
    }

    @Override
    public JsonObject toJson() {
      return by("here");
    }
  }

  /**
   * An explicit list of hosts, the same on each of them.
   *
   * @param members at least one; a name stands for all its addresses, one without a port for the
   *     first ports of that host's members
   */
  record Members(List<MemberAddress> members) implements ClusterDiscovery {
    public Members {
      members = List.copyOf(members);
      if (members.isEmpty()) {
        throw new ConfigException("cluster.members must name at least one host");
      }
    }

    @Override
    public boolean isBeyondThisHost() {
      return true;
    }

    @Override
    public JsonObject toJson() {
      return by("members")
          .put("members", new JsonArray(members.stream().map(MemberAddress::toString).toList()));
    }
  }

  /**
   * All addresses that a name has in DNS, such as that of a headless service.
   *
   * @param name asked again whenever others are looked for
   */
  record Dns(String name) implements ClusterDiscovery {
    public Dns {
      Objects.requireNonNull(name, "name");
    }

    @Override
    public boolean isBeyondThisHost() {
      return true;
    }

    @Override
    public JsonObject toJson() {
      return by("dns").put("name", name);
    }
  }

  /**
   * The pods that the Kubernetes API names.
   *
   * @param namespace null for the pod's own
   * @param service only pods behind this one; null for any
   * @param podLabel only pods with this label, {@code name=value}; null for any
   */
  record Kubernetes(String namespace, String service, String podLabel) implements ClusterDiscovery {
    public Kubernetes {
      if (service != null && podLabel != null) {
        throw new ConfigException(
            "cluster.kubernetes has service and podLabel; only one of them can choose the pods");
      }
    }

    @Override
    public boolean isBeyondThisHost() {
      return true;
    }

    @Override
    public JsonObject toJson() {
      return by("kubernetes")
          .put("namespace", namespace)
          .put("service", service)
          .put("podLabel", podLabel);
    }
  }

  /** Whoever answers in the local network. */
  record Multicast(String group, int port) implements ClusterDiscovery {
    public static final String DEFAULT_GROUP = "224.2.2.3";
    public static final int DEFAULT_PORT = 54_327;

    public Multicast {
      Objects.requireNonNull(group, "group");
    }

    @Override
    public boolean isBeyondThisHost() {
      return true;
    }

    @Override
    public JsonObject toJson() {
      return by("multicast").put("group", group).put("port", port);
    }
  }
}
