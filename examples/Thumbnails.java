import dev.drover.bridge.Delivery;
import dev.drover.bridge.OutputSpec;
import dev.drover.bridge.ProcessSpec;
import dev.drover.bridge.ProcessVerticle;
import dev.drover.bridge.StreamMode;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.HttpServerRequest;

/**
 * {@code POST /?width=64} with a PNG answers a smaller one, made by one of {@code workers} (2)
 * children in Python. They share an address; the one with the least to do is asked. A frame goes in
 * (the width and the image) and a frame comes out (0 and the image, or 1 and what is wrong with
 * it).
 */
public class Thumbnails extends VerticleBase {

  @Override
  public Future<?> start() {
    ProcessSpec worker =
        ProcessSpec.proc("thumbs", "python3", config().getString("script", "examples/thumbs.py"))
            .stdin(StreamMode.FRAMES)
            .stdout(new OutputSpec(StreamMode.FRAMES, Delivery.PUBLISH, 16 << 20))
            .show(true) // its complaints, on stderr
            .stderr(OutputSpec.LINES)
            .build();
    DeploymentOptions pool =
        new DeploymentOptions().setInstances(config().getInteger("workers", 2));
    return vertx
        .deployVerticle(() -> new ProcessVerticle(worker), pool)
        .compose(
            deployed ->
                vertx
                    .createHttpServer()
                    .requestHandler(this::answer)
                    .listen(config().getInteger("port", 8080)));
  }

  private void answer(HttpServerRequest request) {
    String width = request.getParam("width", "64");
    if (!width.matches("[1-9][0-9]{0,3}")) {
      request.response().setStatusCode(400).end("width must be from 1 to 9999\n");
      return;
    }
    request
        .body()
        .compose(
            png ->
                vertx
                    .eventBus()
                    .<Buffer>request(
                        "thumbs",
                        Buffer.buffer().appendInt(Integer.parseInt(width)).appendBuffer(png)))
        .onSuccess(reply -> finish(request, reply.body()))
        .onFailure(failure -> fail(request, failure));
  }

  private static void finish(HttpServerRequest request, Buffer frame) {
    Buffer rest = frame.getBuffer(1, frame.length());
    if (frame.getByte(0) == 0) {
      request.response().putHeader("content-type", "image/png").end(rest);
    } else {
      request.response().setStatusCode(422).end(rest.appendString("\n"));
    }
  }

  /** The failure codes of the bridge are those of HTTP. */
  private static void fail(HttpServerRequest request, Throwable failure) {
    int code = failure instanceof ReplyException reply ? reply.failureCode() : 500;
    request.response().setStatusCode(code >= 400 ? code : 503).end(failure.getMessage() + "\n");
  }
}
