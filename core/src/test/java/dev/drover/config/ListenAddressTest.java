package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
  @ParameterizedTest
  @CsvSource({
    "7718, 127.0.0.1, 7718, 127.0.0.1:7718",
    "0.0.0.0:7718, 0.0.0.0, 7718, 0.0.0.0:7718",
    "localhost:1, localhost, 1, localhost:1",
    "[::1]:65535, ::1, 65535, [::1]:65535",
  })
  void isAHostAndAPortOrAPortOfThisMachineOnly(String text, String host, int port, String shown) {
    ListenAddress address = ListenAddress.parse(text);
    assertThat(address).isEqualTo(new ListenAddress(host, port));
    assertThat(address).hasToString(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "here",
        ":7718",
        "a:b:1",
        "::1:7718",
        "host:",
        "0",
        "65536",
        "host:99999",
        "-1"
      })
  void anythingElseIsAProblemThatShowsIt(String text) {
    assertThatThrownBy(() -> ListenAddress.parse(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void theFileSaysItUnderControl() {
    assertThat(file("control: {health: 0.0.0.0:7718}").health())
        .isEqualTo(new ListenAddress("0.0.0.0", 7718));
    assertThat(file("control: {health: 7718}").health())
        .isEqualTo(new ListenAddress("127.0.0.1", 7718));
    assertThat(file("").health()).isNull();
    assertThatThrownBy(() -> file("control: {health: everywhere}"))
        .hasMessageContaining("control.health must be HOST:PORT or PORT")
        .hasMessageContaining("everywhere");
  }

  @Test
  void hangingIsOfReplicasAndOfOneJvmOnlyIfItsHealthIsTold() {
    String own = "services: {web: {verticle: W, replicas: 0, hang: {after: 5s}}}\n";
    assertThat(parse(own + "control: {health: 7718}").services()).hasSize(1);
    assertThatThrownBy(() -> parse(own))
        .hasMessageContaining("services.web.hang is for replicas or control.health");
  }

  private static ConfigFile parse(String text) {
    return ConfigFile.parse(Path.of("d.yaml"), text, null, Map.of());
  }

  private static ConfigFile file(String more) {
    String text = "services: {web: {verticle: W}}\n" + more;
    return parse(text);
  }
}
