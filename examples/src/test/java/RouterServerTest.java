import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouterServerTest {

  private Deployed server;

  @BeforeEach
  void deploy() {
    server = new Deployed(new RouterServer(), new JsonObject());
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void indexNamesTheRoutesAndThePid() throws Exception {
    JsonObject index = new JsonObject(server.get("/").body());

    assertThat(index.getJsonArray("routes")).contains("POST /sum");
    assertThat(index.getLong("pid")).isEqualTo(ProcessHandle.current().pid());
  }

  @Test
  void greetsTheNameInThePath() throws Exception {
    assertThat(server.get("/greetings/Ada").body()).isEqualTo("{\"greeting\":\"Hello, Ada\"}");
  }

  @Test
  void sumsTheNumbersOfTheBody() throws Exception {
    assertThat(server.post("/sum", "[1, 2, 3.5]").body()).isEqualTo("{\"sum\":6.5}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no json", "{}", "[1, \"two\"]", "[null]"})
  void answersABodyWithoutNumbersWith400(String body) throws Exception {
    assertError(server.post("/sum", body), 400, "Bad Request");
  }

  @Test
  void answersABodyBeyondTheLimitWith413() throws Exception {
    assertError(server.post("/sum", "1".repeat(70_000)), 413, "Request Entity Too Large");
  }

  @Test
  void answersAnUnknownPathWith404AndAWrongMethodWith405() throws Exception {
    assertError(server.get("/nowhere"), 404, "Not Found");
    assertError(server.get("/sum"), 405, "Method Not Allowed");
  }

  private static void assertError(HttpResponse<String> response, int status, String reason) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(new JsonObject(response.body()))
        .isEqualTo(new JsonObject().put("status", status).put("error", reason));
  }
}
