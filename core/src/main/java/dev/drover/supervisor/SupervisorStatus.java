package dev.drover.supervisor;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * A supervisor at one moment.
 *
 * @param service its name
 * @param clusterName of the event bus' cluster
 * @param slots in the order of their numbers
 * @param addresses shared by the replicas, in the order they were bound
 */
public record SupervisorStatus(
    String service,
    String clusterName,
    List<SlotStatus> slots,
    List<InetSocketAddress> addresses) {}
