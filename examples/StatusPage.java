import dev.drover.bridge.CommandVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * A page about the machine it runs on, fed by commands that a list allows. Visitors choose one
 * argument, {@code /?path=/tmp}, and nothing else: its rule is in the list, and no shell sees it.
 *
 * <pre>drover run --instances 1 examples/StatusPage.java</pre>
 */
public class StatusPage extends VerticleBase {
  private static final JsonObject COMMANDS =
      new JsonObject(
          """
          {"load":   {"command": ["cat", "/proc/loadavg"]},
           "memory": {"command": ["head", "-n", "5", "/proc/meminfo"]},
           "disk":   {"command": ["df", "-h", "${path}"],
                      "args": {"path": {"pattern": "/[A-Za-z0-9._/-]*", "default": "/"}},
                      "timeout": "5s"},
           "busiest": {"shell": "cat /proc/[0-9]*/comm 2>/dev/null | sort | uniq -c | sort -rn | head -n \\"$1\\"",
                       "args": {"lines": {"type": "integer", "minimum": 1, "maximum": 50, "default": 10}}}}
          """);

  private String address;

  @Override
  public Future<?> start() {
    address = "status." + deploymentID();
    JsonObject allowed = new JsonObject().put("address", address).put("commands", COMMANDS);
    return vertx
        .deployVerticle(new CommandVerticle(), new DeploymentOptions().setConfig(allowed))
        .compose(
            deployed ->
                vertx
                    .createHttpServer()
                    .requestHandler(this::page)
                    .listen(config().getInteger("port", 8080)));
  }

  private void page(HttpServerRequest request) {
    String path = request.getParam("path");
    JsonObject args = path == null ? new JsonObject() : new JsonObject().put("path", path);
    List<Future<String>> sections = new ArrayList<>();
    for (String command : COMMANDS.fieldNames()) {
      sections.add(section(command, command.equals("disk") ? args : new JsonObject()));
    }
    Future.all(sections)
        .onSuccess(
            all ->
                request
                    .response()
                    .putHeader("Content-Type", "text/html; charset=utf-8")
                    .end(
                        "<!DOCTYPE html><title>Status</title><style>body{font:16px sans-serif;"
                            + "margin:2em}pre{background:#eee;padding:1em}.bad{color:#a00}</style>"
                            + "<h1>Status</h1>"
                            + String.join("", all.list())))
        .onFailure(bug -> request.response().setStatusCode(500).end());
  }

  /** What a command wrote, or why there is nothing. */
  private Future<String> section(String command, JsonObject args) {
    return vertx
        .eventBus()
        .<JsonObject>request(address, new JsonObject().put("command", command).put("args", args))
        .map(reply -> shown(command, reply.body()))
        .otherwise(failure -> failed(command, failure));
  }

  private static String shown(String command, JsonObject result) {
    boolean fine = Integer.valueOf(0).equals(result.getInteger("code"));
    String note = result.getLong("durationMs") + " ms" + (fine ? "" : ", it failed");
    return html(command, note, result.getString("stdout") + result.getString("stderr"), fine);
  }

  private static String failed(String command, Throwable failure) {
    String code = failure instanceof ReplyException reply ? "" + reply.failureCode() : "";
    return html(command, "refused " + code, failure.getMessage(), false);
  }

  private static String html(String title, String note, String text, boolean fine) {
    return "<h2>%s <small%s>%s</small></h2><pre>%s</pre>"
        .formatted(escape(title), fine ? "" : " class=bad", escape(note), escape(text));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
