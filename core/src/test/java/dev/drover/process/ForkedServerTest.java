package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Servers in forked JVMs. */
class ForkedServerTest extends OnEveryHost {
  private NetClient client;

  /** Listens on TCP and UDP with SO_REUSEPORT, tells the ports, and reads from nobody. */
  public static final class Server extends VerticleBase {
    @Override
    public Future<?> start() {
      int tcp = config().getInteger("tcp");
      int udp = config().getInteger("udp");
      return Channel.toParent(vertx)
          .compose(
              parent ->
                  Future.all(
                          vertx
                              .createNetServer(new NetServerOptions().setReusePort(true))
                              .connectHandler(NetSocket::pause)
                              .listen(tcp, "127.0.0.1"),
                          vertx
                              .createDatagramSocket(new DatagramSocketOptions().setReusePort(true))
                              .listen(udp, "127.0.0.1"))
                      .compose(both -> parent.send(ports(both.list()))));
    }

    private static JsonObject ports(List<?> servers) {
      return new JsonObject()
          .put("tcp", ((io.vertx.core.net.NetServer) servers.get(0)).actualPort())
          .put(
              "udp",
              ((io.vertx.core.datagram.DatagramSocket) servers.get(1)).localAddress().port());
    }
  }

  private ChildProcess server(JsonObject ports) throws Exception {
    assumeTrue(Epoll.isAvailable(), "SO_REUSEPORT needs epoll");
    VerticleCommand command =
        VerticleCommand.of(Server.class)
            .withDeployment(new DeploymentOptions().setConfig(ports))
            .withFlags("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    return await(ChildProcess.fork(vertx, command, SpawnOptions.DEFAULTS));
  }

  private static JsonObject told(ChildProcess server) throws Exception {
    return (JsonObject) await(messages(server.channel(), 1)).get(0);
  }

  @Test
  void twoForkedJvmsListenOnOnePort() throws Exception {
    JsonObject ports = told(server(new JsonObject().put("tcp", 0).put("udp", 0)));
    assertThat(ports.getInteger("tcp")).isPositive();
    assertThat(told(server(ports))).isEqualTo(ports);
  }

  @Test
  void theResetOfAKilledPeerIsSeen() throws Exception {
    ChildProcess server = server(new JsonObject().put("tcp", 0).put("udp", 0));
    client = vertx.createNetClient();
    NetSocket socket = await(client.connect(told(server).getInteger("tcp"), "127.0.0.1"));
    Promise<Throwable> failed = Promise.promise();
    Promise<Void> closed = Promise.promise();
    socket.exceptionHandler(failed::tryComplete).closeHandler(closed::complete);
    // What a peer has not read makes the kernel reset the connection when it is gone.
    await(socket.write(Buffer.buffer("unread".repeat(100_000))));
    server.kill(Signal.KILL);
    assertThat(await(failed.future())).hasMessageContaining("reset");
    await(closed.future());
    assertThat(await(server.exit())).isEqualTo(ExitStatus.signal(Signal.KILL));
  }
}
