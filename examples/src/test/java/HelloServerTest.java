import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class HelloServerTest {

  @Test
  void saysHelloOnTheConfiguredPort() throws Exception {
    try (Deployed server = new Deployed(new HelloServer(), new JsonObject())) {
      assertThat(server.get("/").body()).isEqualTo("Hello from Vert.x\n");
    }
  }
}
