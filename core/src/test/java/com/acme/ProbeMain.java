package com.acme;

import dev.drover.replica.ThisReplica;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;

/** Listens, and does what the supervisor's messages say; answers by a message. */
final class ProbeMain {
  private static final Vertx VERTX = Vertx.vertx();
  private static final ThisReplica REPLICA = ThisReplica.current().orElseThrow();

  private ProbeMain() {}

  public static void main(String[] args) {
    VERTX.exceptionHandler(failure -> REPLICA.send("caught " + failure.getMessage()));
    REPLICA.onMessage(VERTX, message -> obey((JsonObject) message, args));
    VERTX
        .createHttpServer()
        .requestHandler(request -> request.response().end(String.valueOf(REPLICA.slot())))
        .listen(0, "127.0.0.1")
        .onSuccess(server -> REPLICA.send(new JsonObject().put("port", server.actualPort())));
  }

  private static void obey(JsonObject order, String[] args) {
    switch (order.getString("do")) {
      case "echo" -> REPLICA.send(order.getValue("value"));
      case "exit" -> System.exit(order.getInteger("code"));
      case "throw" -> throw new IllegalStateException("thrown by the application");
      case "print" -> {
        System.out.println("to stdout");
        System.err.println("to stderr");
      }
      case "who" -> REPLICA.send(who(args));
      default -> throw new IllegalArgumentException(order.encode());
    }
  }

  private static JsonObject who(String[] args) {
    return new JsonObject()
        .put("slot", REPLICA.slot())
        .put("service", REPLICA.service())
        .put("args", new JsonArray(List.of(args)))
        .put("directory", Path.of("").toAbsolutePath().toString())
        .put("env", System.getenv("PROBE_ENV"))
        .put("droverEnv", namesOfDrover(System.getenv().keySet()))
        .put("droverProperties", namesOfDrover(System.getProperties().stringPropertyNames()));
  }

  private static JsonArray namesOfDrover(Iterable<String> names) {
    JsonArray found = new JsonArray();
    for (String name : names) {
      if (name.toLowerCase().startsWith("drover")) {
        found.add(name);
      }
    }
    return found;
  }
}
