package dev.drover.k8s;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * A network of this test's own: a namespace with a bridge, which is the node with everything that
 * runs on it, and a namespace for each pod. Nothing in it reaches anything outside.
 */
final class Namespaces implements AutoCloseable {
  static final String NODE = "10.244.0.1";

  private static final int CLONE_NEWNET = 0x40000000;

  private final String prefix = "drover-" + ProcessHandle.current().pid() + "-";
  private final List<String> made = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool(threads());
  private int lastHost = 1;

  private interface LibC extends Library {
    int open(String path, int flags) throws LastErrorException;

    int setns(int descriptor, int type) throws LastErrorException;

    int close(int descriptor) throws LastErrorException;
  }

  /** Null where it is not permitted, or there is no {@code ip}. */
  static Namespaces make() {
    Namespaces network = new Namespaces();
    try {
      network.makeNode();
      return network;
    } catch (IOException | AssertionError notPermitted) {
      network.close();
      System.err.println("NOT TESTED: no network namespaces here: " + notPermitted.getMessage());
      return null;
    }
  }

  private void makeNode() throws IOException {
    String node = add("node");
    run("ip", "-n", node, "link", "add", "br0", "type", "bridge");
    run("ip", "-n", node, "addr", "add", NODE + "/24", "dev", "br0");
    run("ip", "-n", node, "link", "set", "br0", "up");
  }

  private String add(String name) throws IOException {
    String namespace = prefix + name;
    run("ip", "netns", "add", namespace);
    made.add(namespace);
    run("ip", "-n", namespace, "link", "set", "lo", "up");
    return namespace;
  }

  /** Where one pod is, and what leads there. */
  record Place(String namespace, String address) {
    /** Unlike {@code ip netns exec} it leaves what is mounted as it is. */
    List<String> enter() {
      return List.of("nsenter", "--net=/run/netns/" + namespace);
    }
  }

  synchronized Place place() {
    try {
      int host = ++lastHost;
      String namespace = add("pod" + host);
      String node = prefix + "node";
      String veth = "veth" + host;
      run(
          "ip", "link", "add", veth, "netns", node, "type", "veth", "peer", "name", "eth0", "netns",
          namespace);
      run("ip", "-n", node, "link", "set", veth, "master", "br0", "up");
      String address = "10.244.0." + host;
      run("ip", "-n", namespace, "addr", "add", address + "/24", "dev", "eth0");
      run("ip", "-n", namespace, "link", "set", "eth0", "up");
      run("ip", "-n", namespace, "route", "add", "default", "via", NODE);
      return new Place(namespace, address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Threads whose sockets are the node's. */
  ExecutorService node() {
    return threads;
  }

  <T> T onNode(Callable<T> action) throws Exception {
    return threads.submit(action).get();
  }

  private ThreadFactory threads() {
    return task -> {
      Thread thread =
          new Thread(
              () -> {
                enter("/run/netns/" + prefix + "node");
                task.run();
              });
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Of this thread alone, and for as long as it lives. */
  private static void enter(String namespace) {
    LibC libc = Native.load("c", LibC.class);
    int descriptor = libc.open(namespace, 0);
    libc.setns(descriptor, CLONE_NEWNET);
    libc.close(descriptor);
  }

  static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", command) + ": " + output.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    for (String namespace : made) {
      try {
        run("ip", "netns", "del", namespace);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
