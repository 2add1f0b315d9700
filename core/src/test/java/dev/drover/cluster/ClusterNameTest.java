package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterNameTest {

  private final String user = System.getProperty("user.name");

  @AfterEach
  void restoreUser() {
    System.setProperty("user.name", user);
  }

  @Test
  void everyRunHasANameOfItsOwn() {
    System.setProperty("user.name", "ada");

    assertThat(ClusterName.unique("orders")).matches("drover-ada-orders-[0-9a-f]{8}");
    assertThat(ClusterName.unique("orders")).isNotEqualTo(ClusterName.unique("orders"));
  }

  @Test
  void launchersOfOneUserShareAName() {
    System.setProperty("user.name", "ada");

    assertThat(ClusterName.ofUser()).isEqualTo("drover-ada");
  }

  @Test
  void userWithoutANameGetsOne() {
    System.setProperty("user.name", "?");

    assertThat(ClusterName.ofUser()).isEqualTo("drover-user");
  }
}
