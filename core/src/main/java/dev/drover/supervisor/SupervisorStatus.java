package dev.drover.supervisor;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * A supervisor at one moment.
 *
 * @param name of the supervisor
 * @param services in the order they were configured
 */
public record SupervisorStatus(String name, List<ServiceStatus> services) {

  /** Of all services. */
  public List<SlotStatus> slots() {
    return services.stream().flatMap(service -> service.slots().stream()).toList();
  }

  /** Of all services. */
  public List<InetSocketAddress> addresses() {
    return services.stream().flatMap(service -> service.addresses().stream()).toList();
  }
}
