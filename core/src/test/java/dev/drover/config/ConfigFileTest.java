package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.ApplicationSpec.Entry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  private static final Path FILE = Path.of("conf", "drover.yaml");
  private static final String WHOLE =
      """
      name: acme
      services:
        web:
          verticle: com.acme.WebVerticle
          replicas: 2
          instances: 3
          threading: worker
          classPath: [target/classes, lib/*]
          jvm: [-Xmx256m]
          config: {greeting: hello, limits: [1, 2.5, true, null, '1']}
          env: {STAGE: prod, PORT: 8080, EMPTY: ''}
          restart: {limit: 3, period: 30s}
          stop: {drain: 5s, grace: 6s, webSockets: 2s, lameDuck: 4s}
          ready: {timeout: 2m, http: /ready}
          hang: {after: 4s, stacks: hung}
          recycle: {memory: 512m, age: 24h, requests: 1000000}
          directory: data
          dependsOn: [thumbnails]
        thumbnails:
          fork: [node, thumb.js, --size, 80, it's]
          address: thumbs
      strategy: rest-in-order
      cluster: {name: herd}
      logs: {directory: logs, size: 1m, keep: 3}
      """;

  private static ConfigFile parse(String text) {
    return ConfigFile.parse(FILE, text, null, Map.of());
  }

  private static ServiceEntry only(String service) {
    return parse("services: {web: {" + service + "}}").services().get(0);
  }

  @Test
  void everyKeyReachesItsRecord() {
    ConfigFile file = parse(WHOLE);

    assertThat(file.name()).isEqualTo("acme");
    assertThat(file.cluster()).isEqualTo(ClusterConfig.named("herd"));
    assertThat(file.strategy()).isEqualTo(Strategy.REST_IN_ORDER);
    assertThat(file.logs()).isEqualTo(new LogPolicy(Path.of("conf/logs"), 1 << 20, 3));
    assertThat(file.services()).extracting(ServiceEntry::name).containsExactly("web", "thumbnails");
    ServiceEntry web = file.services().get(0);
    assertThat(web.entry()).isEqualTo(Entry.VERTICLE);
    assertThat(web.target()).isEqualTo("com.acme.WebVerticle");
    assertThat(web.replicas()).isEqualTo(2);
    assertThat(web.classPath()).containsExactly("conf/target/classes", "conf/lib/*");
    assertThat(web.jvm()).containsExactly("-Xmx256m");
    assertThat(web.env()).isEqualTo(Map.of("STAGE", "prod", "PORT", "8080", "EMPTY", ""));
    assertThat(web.restart()).isEqualTo(new RestartPolicy(3, Duration.ofSeconds(30)));
    assertThat(web.stop())
        .isEqualTo(
            new StopPolicy(
                Duration.ofSeconds(5),
                Duration.ofSeconds(6),
                Duration.ofSeconds(2),
                Duration.ofSeconds(4)));
    assertThat(web.ready()).isEqualTo(new ReadyPolicy(Duration.ofMinutes(2), false, "/ready"));
    assertThat(web.recycle())
        .isEqualTo(new RecyclePolicy(Duration.ofDays(1), 512 << 20, 1_000_000));
    assertThat(web.hang().after()).hasSeconds(4);
    assertThat(web.hang().stacks()).isEqualTo(Path.of("conf/hung").toAbsolutePath());
    assertThat(web.directory()).isEqualTo(Path.of("conf/data").toAbsolutePath());
    assertThat(web.dependsOn()).containsExactly("thumbnails");
    assertThat(web.vertx().instances()).isEqualTo(3);
    assertThat(web.vertx().worker()).isTrue();
    assertThat(web.vertx().clustered()).isTrue();
    assertThat(web.vertx().conf())
        .isEqualTo(
            new JsonObject()
                .put("greeting", "hello")
                .put("limits", new JsonArray().add(1).add(2.5).add(true).addNull().add("1")));
  }

  @Test
  void aForkIsAVerticleWithItsWordsQuotedAsNeeded() {
    ServiceEntry thumbnails = parse(WHOLE).services().get(1);

    assertThat(thumbnails.target()).isEqualTo("fork:node thumb.js --size 80 'it'\\''s'");
    assertThat(thumbnails.vertx().conf()).isEqualTo(new JsonObject().put("address", "thumbs"));
  }

  @Test
  void whatIsLeftOutHasTheDefaults() {
    ServiceEntry web = only("verticle: com.acme.Web");

    assertThat(web.replicas()).isEqualTo(1);
    assertThat(web.restart()).isEqualTo(RestartPolicy.DEFAULT);
    assertThat(web.stop()).isEqualTo(StopPolicy.DEFAULT);
    assertThat(web.ready()).isEqualTo(ReadyPolicy.DEFAULT);
    assertThat(web.directory()).isEqualTo(Path.of("conf").toAbsolutePath());
    assertThat(parse("services: {web: {verticle: a}}").name()).isEqualTo("conf");
    assertThat(parse("services: {web: {verticle: a}}").cluster()).isNull();
  }

  @Test
  void filesAreRelativeToTheConfiguration() {
    assertThat(only("verticle: src/Server.java").target()).isEqualTo("conf/src/Server.java");
    assertThat(only("verticle: app.jar").target()).isEqualTo("conf/app.jar");
    assertThat(only("verticle: /srv/app.jar").target()).isEqualTo("/srv/app.jar");
    assertThat(only("verticle: 'proc:java -jar app.jar'").target())
        .isEqualTo("proc:java -jar app.jar");
    assertThat(only("main: com.acme.App, java: jdk").java()).isEqualTo("conf/jdk");
  }

  @Test
  void aLongerDrainMovesTheGraceAndAShorterGraceTheDrain() {
    assertThat(only("verticle: a, stop: {drain: 30s}").stop())
        .isEqualTo(new StopPolicy(Duration.ofSeconds(30), Duration.ofSeconds(40)));
    assertThat(only("verticle: a, stop: {grace: 4s}").stop())
        .isEqualTo(new StopPolicy(Duration.ofSeconds(4), Duration.ofSeconds(4)));
  }

  @Test
  void jsonIsReadAsYamlIs() {
    String json =
        "{\r\n\t\"services\": {\r\n\t\t\"web\": {\"verticle\":\"com.acme.Web\",\t\"replicas\": 3,\r\n"
            + "\t\t\t\"config\": {\"path\": \"a\\/b\", \"smile\": \"\\ud83d\\ude00\","
            + " \"big\": 12345678901, \"tiny\": 1e-3}}\r\n\t}\r\n}\r\n";

    ServiceEntry web = ConfigFile.parse(Path.of("d.json"), json, null, Map.of()).services().get(0);

    assertThat(web.replicas()).isEqualTo(3);
    assertThat(web.vertx().conf())
        .isEqualTo(
            new JsonObject(json)
                .getJsonObject("services")
                .getJsonObject("web")
                .getJsonObject("config"));
  }

  @Test
  void anchorsAndAliasesRepeatAValue() {
    ConfigFile file = parse("services:\n  a: &a {verticle: com.acme.Web, replicas: 2}\n  b: *a\n");

    assertThat(file.services()).extracting(ServiceEntry::replicas).containsExactly(2, 2);
  }

  @Test
  void aFileMayBeginWithAByteOrderMark(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("drover.yaml");
    Files.writeString(file, "\ufeffservices: {web: {verticle: com.acme.Web}}");

    assertThat(ConfigFile.read(file, null, Map.of()).services()).hasSize(1);
  }

  @Test
  void aFileThatCannotBeReadIsSaidSo(@TempDir Path directory) throws Exception {
    Path latin = Files.write(directory.resolve("latin.yaml"), new byte[] {'a', ':', (byte) 0xe9});

    assertThatThrownBy(() -> ConfigFile.read(directory.resolve("no.yaml"), null, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("there is no file")
        .hasMessageContaining("drover init");
    assertThatThrownBy(() -> ConfigFile.read(latin, null, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is not UTF-8");
    assertThatThrownBy(() -> ConfigFile.read(directory, null, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void aServiceKnowsWhereItStands() {
    Origin origin = parse(WHOLE).services().get(0).origin();

    assertThat(origin.of("verticle")).isEqualTo("conf/drover.yaml:4:15: services.web.verticle");
    assertThat(origin.of("java")).isEqualTo("conf/drover.yaml:4:5: services.web.java");
  }

  @Test
  void theListOfServicesCannotBeChanged() {
    List<ServiceEntry> services = parse(WHOLE).services();

    assertThatThrownBy(() -> services.remove(0)).isInstanceOf(UnsupportedOperationException.class);
  }
}
