import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples with children on the event bus, with the children they are about. */
class BridgeExamplesTest {

  @Test
  void wordsAreCountedByAChildAndAddedUp() throws Exception {
    try (Deployed server =
        new Deployed(new WordCount(), new JsonObject().put("script", "words.py"))) {
      String text = "a b a\n".repeat(1_000);

      JsonObject counted = new JsonObject(server.post("/", text).body());

      assertThat(counted.getJsonObject("words"))
          .isEqualTo(new JsonObject().put("a", 2_000).put("b", 1_000));
      assertThat(counted.getInteger("children")).isEqualTo(1);
    }
  }

  @Test
  void aThumbnailIsSmallerAndWhatIsNoImageIsToldSo() throws Exception {
    try (Deployed server =
        new Deployed(new Thumbnails(), new JsonObject().put("script", "thumbs.py"))) {
      byte[] answer = server.post("/?width=20", png(80, 40)).body();

      BufferedImage small = ImageIO.read(new ByteArrayInputStream(answer));
      assertThat(small.getWidth()).isEqualTo(20);
      assertThat(small.getHeight()).isEqualTo(10);
      assertThat(small.getRGB(3, 3) & 0xFFFFFF).isEqualTo(0x3366CC);
      assertThat(server.post("/", "no image").statusCode()).isEqualTo(422);
      assertThat(server.post("/?width=0", "").statusCode()).isEqualTo(400);
    }
  }

  private static byte[] png(int width, int height) throws Exception {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < height; y++) {
        image.setRGB(x, y, 0x3366CC);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  @Test
  void aBrowserSeesLinesAsTheyAreWritten(@TempDir Path directory) throws Exception {
    Path log = Files.createFile(directory.resolve("app.log"));
    JsonObject config = new JsonObject().put("file", log.toString());
    try (Deployed server = new Deployed(new LogTail(), config)) {
      CompletableFuture<String> line =
          new CompletableFuture<String>().orTimeout(30, TimeUnit.SECONDS);
      WebSocket browser =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + server.port() + "/lines"),
                  new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(
                        WebSocket socket, CharSequence data, boolean last) {
                      line.complete(data.toString());
                      return null;
                    }
                  })
              .get(20, TimeUnit.SECONDS);
      // Until `tail` and the browser's consumer are there, a line may be before their time.
      while (!line.isDone()) {
        Files.writeString(log, "it works\n", StandardOpenOption.APPEND);
        CompletableFuture<Void> pause = new CompletableFuture<>();
        CompletableFuture.anyOf(line, pause.completeOnTimeout(null, 200, TimeUnit.MILLISECONDS))
            .join();
      }

      assertThat(line.get()).isEqualTo("it works");
      browser.abort();
    }
  }
}
