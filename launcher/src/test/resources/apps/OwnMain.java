import io.vertx.core.Vertx;

/** An application that knows nothing of any launcher. Its argument is the port. */
public class OwnMain {

  public static void main(String[] args) {
    String pid = "" + ProcessHandle.current().pid();
    Vertx.vertx()
        .createHttpServer()
        .requestHandler(request -> request.response().end(pid))
        .listen(Integer.parseInt(args[0]), "127.0.0.1")
        .onSuccess(server -> System.out.println("own main listens on " + server.actualPort()))
        .onFailure(
            failure -> {
              System.err.println("own main: " + failure);
              System.exit(4);
            });
  }
}
