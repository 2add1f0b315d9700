package dev.drover.supervisor;

import dev.drover.socket.SharedPorts;
import io.vertx.core.Context;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** Carries what the shared ports tell over to the supervisor's context and its listeners. */
record PortEvents(Context context, Listeners listeners, String service)
    implements SharedPorts.Listener {

  @Override
  public void bound(InetSocketAddress address) {
    tell(listener -> listener.portBound(address));
  }

  @Override
  public void bindFailed(int slot, String message) {
    tell(listener -> listener.portFailed(new SlotId(service, slot), message));
  }

  @Override
  public void released(InetSocketAddress address) {
    tell(listener -> listener.portReleased(address));
  }

  private void tell(Consumer<SupervisorListener> event) {
    context.runOnContext(go -> listeners.tell(event));
  }
}
