package dev.drover.k8s;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The cluster's name server: A records, as many as a name has pods; nothing else. */
final class ClusterDns implements AutoCloseable {
  private static final int PORT = 53;
  private static final int HEADER = 12;
  private static final int TYPE_A = 1;
  private static final int NO_SUCH_NAME = 3;
  private static final int ANSWER = 0x8580;
  private static final int TTL_SECONDS = 5;

  private final Map<String, List<String>> names = new ConcurrentHashMap<>();
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final DatagramSocket socket;

  /** Listens in the namespace of the calling thread. */
  ClusterDns(String address) throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), PORT));
    Thread server = new Thread(this::serve, "cluster-dns");
    server.setDaemon(true);
    server.start();
  }

  void set(String name, Collection<String> addresses) {
    names.put(name, List.copyOf(addresses));
  }

  /** Every name that was asked for. */
  Collection<String> asked() {
    return asked;
  }

  private void serve() {
    byte[] buffer = new byte[512];
    while (!socket.isClosed()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
        byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException closed) {
        continue;
      }
    }
  }

  private byte[] answer(byte[] query) throws IOException {
    StringBuilder name = new StringBuilder();
    int at = HEADER;
    for (int length = query[at++]; length > 0; length = query[at++]) {
      String label = new String(query, at, length, StandardCharsets.US_ASCII);
      name.append(name.isEmpty() ? "" : ".").append(label);
      at += length;
    }
    int type = query[at + 1];
    asked.add(name.toString());
    List<String> found = names.get(name.toString());
    List<String> records = found == null || type != TYPE_A ? List.of() : found;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(query, 0, 2);
    out.writeShort(ANSWER | (found == null ? NO_SUCH_NAME : 0));
    out.writeShort(1);
    out.writeShort(records.size());
    out.writeInt(0);
    out.write(query, HEADER, at + 4 - HEADER);
    for (String each : records) {
      out.writeShort(0xC000 | HEADER);
      out.writeShort(TYPE_A);
      out.writeShort(1);
      out.writeInt(TTL_SECONDS);
      out.writeShort(4);
      out.write(InetAddress.getByName(each).getAddress());
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    socket.close();
  }
}
