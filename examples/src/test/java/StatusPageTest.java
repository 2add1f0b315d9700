import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusPageTest {

  private Deployed server;

  @BeforeEach
  void deploy() {
    server = new Deployed(new StatusPage(), new JsonObject());
  }

  @AfterEach
  void close() {
    server.close();
  }

  private String page(String path) throws Exception {
    return server.get("/?path=" + URLEncoder.encode(path, StandardCharsets.UTF_8)).body();
  }

  @Test
  void showsWhatEveryCommandWrote() throws Exception {
    assertThat(server.get("/").body())
        .contains("<h2>load", "MemTotal:", "Filesystem", "<h2>busiest")
        .doesNotContain("class=bad");
  }

  @Test
  void aVisitorChoosesThePath() throws Exception {
    assertThat(page("/proc")).contains("proc").doesNotContain("class=bad");
    assertThat(page("/no/such/place")).contains("it failed", "/no/such/place");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "/; id", "$(id)", "/tmp\nid", "<script>"})
  void andNothingElse(String path) throws Exception {
    assertThat(page(path)).contains("refused 400").doesNotContain("uid=", "<script>");
  }
}
