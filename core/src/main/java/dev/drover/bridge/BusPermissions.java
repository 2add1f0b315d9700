package dev.drover.bridge;

import dev.drover.config.ConfigException;
import dev.drover.config.JsonFields;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Which addresses whoever is at the other end of a bridge may reach. What no rule permits is
 * refused. Vert.x's own addresses, which begin with {@code __vertx.}, are refused by whatever rule.
 *
 * @param inbound where it may send and publish to
 * @param outbound from where it may get messages
 */
public record BusPermissions(List<BusRule> inbound, List<BusRule> outbound) {
  static final String VERTX = "__vertx.";

  /** Nothing. */
  public static final BusPermissions NONE = new BusPermissions(List.of(), List.of());

  public BusPermissions {
    inbound = List.copyOf(inbound);
    outbound = List.copyOf(outbound);
  }

  /** A child's own address, both ways, and nothing else. */
  public static BusPermissions own(String address) {
    List<BusRule> rule = List.of(BusRule.address(address));
    return new BusPermissions(rule, rule);
  }

  /** These and those. */
  public BusPermissions and(BusPermissions others) {
    List<BusRule> allInbound = new ArrayList<>(inbound);
    allInbound.addAll(others.inbound);
    List<BusRule> allOutbound = new ArrayList<>(outbound);
    allOutbound.addAll(others.outbound);
    return new BusPermissions(allInbound, allOutbound);
  }

  /**
   * Reads <code>{"inbound": [{"address": "prices"}], "outbound": [{"addressRegex": "thumbs\\..*",
   * "match": {"kind": "png"}}]}</code>.
   *
   * @throws ConfigException with every problem
   */
  public static BusPermissions fromJson(JsonObject json) {
    List<String> problems = new ArrayList<>();
    JsonFields fields = new JsonFields("", json, problems);
    BusPermissions permissions = read(fields);
    fields.finish();
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return permissions;
  }

  static BusPermissions read(JsonFields fields) {
    return new BusPermissions(
        fields.array("inbound", BusRule::read), fields.array("outbound", BusRule::read));
  }

  boolean mayReach(String address, Object body) {
    return isOurs(address) && inbound.stream().anyMatch(rule -> rule.permits(address, body));
  }

  boolean mayListen(String address) {
    return isOurs(address) && outbound.stream().anyMatch(rule -> rule.permits(address));
  }

  boolean mayGet(String address, Object body) {
    return isOurs(address) && outbound.stream().anyMatch(rule -> rule.permits(address, body));
  }

  /** Replies on their way go to addresses of Vert.x's: who could send there could forge them. */
  private static boolean isOurs(String address) {
    return !address.startsWith(VERTX);
  }
}
