package dev.drover.cluster;

import io.vertx.core.spi.cluster.RegistrationInfo;
import java.util.List;

/**
 * Addresses of members on the event bus. Nothing is kept of them in the cluster: the way to a
 * member follows from its address.
 */
public final class MemberAddress {
  private static final String PREFIX = "__drover.member.";
  private static final char SERVICE = '/';

  private MemberAddress() {}

  static String of(String nodeId) {
    return PREFIX + nodeId;
  }

  /** Where a service is at that member. */
  public static String of(String nodeId, String service) {
    return PREFIX + nodeId + SERVICE + service;
  }

  static boolean is(String address) {
    return address.startsWith(PREFIX);
  }

  /** The one handler at such an address. */
  static List<RegistrationInfo> handlersAt(String address) {
    int service = address.indexOf(SERVICE);
    String nodeId = address.substring(PREFIX.length(), service < 0 ? address.length() : service);
    return List.of(new RegistrationInfo(nodeId, 0, false));
  }
}
