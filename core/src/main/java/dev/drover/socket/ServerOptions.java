package dev.drover.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.util.NetUtil;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps the options Vert.x sets on a server channel until there is a socket to set them on. A
 * socket of the supervisor's gets none but its backlog: SO_REUSEPORT set to false, which is
 * Vert.x's default, would take it out of its group.
 */
final class ServerOptions extends DefaultChannelConfig {
  private final Map<ChannelOption<?>, Object> socketOptions = new LinkedHashMap<>();

  private final Runnable paused;

  /**
   * @param paused called when no more is to be read
   */
  ServerOptions(Channel channel, Runnable paused) {
    super(channel);
    this.paused = paused;
  }

  @Override
  protected void autoReadCleared() {
    paused.run();
  }

  @Override
  public <T> boolean setOption(ChannelOption<T> option, T value) {
    if (!super.setOption(option, value)) {
      socketOptions.put(option, value);
    }
    return true;
  }

  int backlog() {
    return socketOptions.get(ChannelOption.SO_BACKLOG) instanceof Integer backlog && backlog > 0
        ? backlog
        : NetUtil.SOMAXCONN;
  }

  /** Only called with the types that were put in. */
  @SuppressWarnings("unchecked")
  void applyTo(Channel channel) {
    socketOptions.forEach(
        (option, value) -> channel.config().setOption((ChannelOption<Object>) option, value));
  }
}
