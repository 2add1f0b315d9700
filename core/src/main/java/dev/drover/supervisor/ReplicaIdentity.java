package dev.drover.supervisor;

/**
 * Who a replica is, as its command line tells it.
 *
 * @param member a number no other living replica of the service has, from 1
 * @param token it will show to prove that it is this one
 */
record ReplicaIdentity(SlotId slot, int member, String token) {}
