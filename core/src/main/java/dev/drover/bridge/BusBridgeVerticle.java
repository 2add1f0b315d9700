package dev.drover.bridge;

import dev.drover.config.ConfigException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServerOptions;
import io.vertx.ext.bridge.BridgeEventType;
import io.vertx.ext.bridge.BridgeOptions;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.eventbus.bridge.tcp.BridgeEvent;
import io.vertx.ext.eventbus.bridge.tcp.TcpEventBusBridge;
import java.util.regex.Pattern;

/**
 * Vert.x's own TCP bridge, for its existing clients: frames of a length and JSON. Its configuration
 * is where it listens and the rules of {@link BusPermissions}, of which {@code match} is for {@code
 * inbound} only:
 *
 * <pre>{@code
 * {"listen": "unix:/run/acme/bus",
 *  "inbound": [{"address": "prices"}], "outbound": [{"addressRegex": "news\\..*"}]}
 * }</pre>
 *
 * <p>A unix socket is for its owner only (mode 0600); a file that no one listens at any more is
 * replaced. Whoever can connect to {@code host:port} may do all that the rules permit: name a
 * loopback address unless the network is trusted. Vert.x's bridge puts no bound on the size of a
 * frame, nor on requests that a client leaves unanswered: for programs that are not trusted there
 * is {@link BusChannel}.
 *
 * <p>It needs {@code io.vertx:vertx-tcp-eventbus-bridge} on the class path, which {@code
 * drover.jar} has.
 *
 * <p>A wrong configuration fails the deployment with a {@link ConfigException} that names all of
 * its problems.
 */
public final class BusBridgeVerticle extends VerticleBase {
  private static final String VERTX_BRIDGE = "io.vertx.ext.eventbus.bridge.tcp.TcpEventBusBridge";

  /** No process: a unix socket at which somebody listens is taken from nobody. */
  public static final long NOBODY = -1;

  private final long predecessor;
  private BusPermissions permissions;
  private TcpEventBusBridge bridge;
  private BusSocketFile file;

  public BusBridgeVerticle() {
    this(NOBODY);
  }

  /**
   * Takes a unix socket from another process, which listens there: who connects from then on comes
   * here. Needs Vert.x on epoll to know who that is; without it the place is in use.
   *
   * @param predecessor the pid of that process; {@link #NOBODY} for none
   */
  public BusBridgeVerticle(long predecessor) {
    this.predecessor = predecessor;
  }

  /**
   * What would fail the deployment.
   *
   * @throws ConfigException with every problem
   */
  public static void check(JsonObject config) {
    try {
      Class.forName(VERTX_BRIDGE, false, BusBridgeVerticle.class.getClassLoader());
    } catch (ClassNotFoundException missing) {
      throw new ConfigException(
          "a bus bridge needs io.vertx:vertx-tcp-eventbus-bridge on the class path; add 5.0.8");
    }
    BusBridgeConfig.read(config);
  }

  /** Whether it is a unix socket, of which there can be one only. */
  public static boolean isUnix(JsonObject config) {
    return BusBridgeConfig.read(config).address().isDomainSocket();
  }

  @Override
  public Future<?> start() {
    BusBridgeConfig config = BusBridgeConfig.read(config());
    permissions = config.permissions();
    bridge =
        TcpEventBusBridge.create(
            vertx, options(permissions), new NetServerOptions(), this::permitOrRefuse);
    if (!config.address().isDomainSocket()) {
      return bridge.listen(config.address());
    }
    file = new BusSocketFile(vertx, config.address().path(), predecessor);
    return file.listen(bridge::listen);
  }

  private static BridgeOptions options(BusPermissions permissions) {
    BridgeOptions options = new BridgeOptions();
    permissions.inbound().forEach(rule -> options.addInboundPermitted(permitted(rule)));
    permissions.outbound().forEach(rule -> options.addOutboundPermitted(permitted(rule)));
    return options;
  }

  /** By no rule Vert.x's own addresses: a client may reach those that it was asked at only. */
  private static PermittedOptions permitted(BusRule rule) {
    String regex =
        rule.address() == null ? rule.addressRegex().pattern() : Pattern.quote(rule.address());
    return new PermittedOptions()
        .setAddressRegex("(?!" + Pattern.quote(BusPermissions.VERTX) + ")(?:" + regex + ")");
  }

  /** What Vert.x's bridge does not look at: bodies, and who chooses the codec. */
  private void permitOrRefuse(BridgeEvent event) {
    JsonObject message = event.getRawMessage();
    boolean speaks =
        event.type() == BridgeEventType.SEND || event.type() == BridgeEventType.PUBLISH;
    event.complete(!speaks || message == null || mayGo(message));
  }

  private boolean mayGo(JsonObject message) {
    Object headers = message.getValue("headers");
    if (headers instanceof JsonObject json && json.containsKey("codecName")) {
      return false;
    }
    // What no rule can name is an answer, or refused by the bridge itself.
    return !(message.getValue("address") instanceof String address)
        || address.startsWith(BusPermissions.VERTX)
        || permissions.inbound().stream().noneMatch(rule -> rule.permits(address))
        || permissions.mayReach(address, message.getValue("body"));
  }

  @Override
  public Future<?> stop() {
    return file == null ? bridge.close() : bridge.close().eventually(file::delete);
  }
}
