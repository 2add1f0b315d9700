import dev.drover.bridge.OutputSpec;
import dev.drover.bridge.ProcessSpec;
import dev.drover.bridge.ProcessVerticle;
import dev.drover.bridge.StreamMode;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code POST /} with text answers how often each word is in it. The text is cut into parts,
 * children in Python count them, here the counts are added. With {@code --replicas 2} the children
 * are in two JVMs: they share an address on the clustered event bus, and each JVM uses all of them.
 */
public class WordCount extends VerticleBase {
  private static final int LINES_PER_PART = 200;

  @Override
  public Future<?> start() {
    ProcessSpec mapper =
        ProcessSpec.proc("words.map", "python3", config().getString("script", "examples/words.py"))
            .stdin(StreamMode.JSON)
            .stdout(OutputSpec.of(StreamMode.JSON))
            .build();
    return vertx
        .deployVerticle(new ProcessVerticle(mapper))
        .compose(
            deployed ->
                vertx
                    .createHttpServer()
                    .requestHandler(this::count)
                    .listen(config().getInteger("port", 8080)));
  }

  private void count(HttpServerRequest request) {
    request
        .body()
        .compose(text -> Future.all(map(text.toString())))
        .onSuccess(counted -> request.response().end(reduce(counted).encodePrettily() + "\n"))
        .onFailure(
            failure -> request.response().setStatusCode(503).end(failure.getMessage() + "\n"));
  }

  private List<Future<Message<JsonObject>>> map(String text) {
    List<Future<Message<JsonObject>>> parts = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int from = 0; from < lines.size(); from += LINES_PER_PART) {
      int to = Math.min(lines.size(), from + LINES_PER_PART);
      String part = String.join("\n", lines.subList(from, to));
      parts.add(vertx.eventBus().request("words.map", part));
    }
    return parts;
  }

  private static JsonObject reduce(CompositeFuture counted) {
    Map<String, Object> words = new TreeMap<>();
    Set<Integer> mappers = new HashSet<>();
    for (Message<JsonObject> part : counted.<Message<JsonObject>>list()) {
      mappers.add(part.body().getInteger("pid"));
      for (Map.Entry<String, Object> word : part.body().getJsonObject("words")) {
        words.merge(word.getKey(), word.getValue(), (a, b) -> (Integer) a + (Integer) b);
      }
    }
    return new JsonObject().put("children", mappers.size()).put("words", new JsonObject(words));
  }
}
