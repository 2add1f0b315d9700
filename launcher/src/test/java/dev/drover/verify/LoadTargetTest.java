package dev.drover.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadTargetTest {

  @ParameterizedTest
  @CsvSource({
    "/,                     127.0.0.1:8080, http://127.0.0.1:8080/",
    "/a?b=c%20d,            0.0.0.0:80,     http://127.0.0.1:80/a?b=c%20d",
    "/,                     [::]:8080,      http://[::1]:8080/",
    "http://localhost,      ,               http://localhost:80/",
    "https://[::1]:8443/x,  ,               https://[::1]:8443/x",
  })
  void aPathIsOfTheAddressAndAUrlOfItself(String url, String address, String target) {
    assertThat(LoadTarget.of(url, address)).hasToString(target);
  }

  @Test
  void whatIsNoHttpUrlIsRefused() {
    assertThatThrownBy(() -> LoadTarget.of("ftp://here/", null)).hasMessageContaining("no http");
    assertThatThrownBy(() -> LoadTarget.of("http://a b/", null)).hasMessageContaining("no URL");
    assertThatThrownBy(() -> LoadTarget.of("/", null)).hasMessageContaining("no TCP address");
  }
}
