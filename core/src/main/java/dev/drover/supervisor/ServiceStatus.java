package dev.drover.supervisor;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * A service at one moment.
 *
 * @param clusterName of the event bus' cluster
 * @param slots in the order of their numbers; none before it is started
 * @param addresses shared by the replicas, in the order they were bound
 */
public record ServiceStatus(
    String name, String clusterName, List<SlotStatus> slots, List<InetSocketAddress> addresses) {}
