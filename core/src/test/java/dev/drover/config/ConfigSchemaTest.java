package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.Validator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What editors are told and what the reader does are the same. */
class ConfigSchemaTest {
  /** With -Ddrover.schema.write=true the published file is written anew. */
  private static final Path PUBLISHED =
      Path.of("src/main/resources/dev/drover/config/drover.schema.json");

  private static boolean readerTakes(String text) {
    try {
      ConfigFile.parse(Path.of("d.yaml"), text, null, Map.of());
      return true;
    } catch (ConfigException e) {
      return false;
    }
  }

  private static boolean schemaTakes(String text) {
    FileProblems problems = new FileProblems();
    Node node = YamlReader.read("d.yaml", text, problems);
    JsonObject document = new JsonType().read(node, Reading.of(problems));
    problems.throwIfAny();
    JsonSchemaOptions options =
        new JsonSchemaOptions()
            .setBaseUri("https://localhost")
            .setDraft(Draft.DRAFT7)
            .setOutputFormat(OutputFormat.Basic);
    return Validator.create(JsonSchema.of(ConfigSchema.json()), options)
        .validate(document)
        .getValid();
  }

  @Test
  void thePublishedSchemaIsTheOneOfTheReader() throws Exception {
    String generated = ConfigSchema.json().encodePrettily() + "\n";
    if (Boolean.getBoolean("drover.schema.write")) {
      Files.createDirectories(PUBLISHED.getParent());
      Files.writeString(PUBLISHED, generated);
    }

    assertThat(PUBLISHED).hasContent(generated);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "services: {web: {verticle: com.acme.Web}}",
        "services: {web: {main: com.acme.App, args: [a, 1, true], ready: {on: main}}}",
        "services: {web: {fork: [node, thumb.js], address: thumbs, replicas: 4}}",
        "services: {web: {verticle: a, replicas: 0}}",
        "services: {web: {verticle: a, instances: 2, threading: virtual-thread}}",
        "services: {web: {verticle: a, classPath: [a, b/*], jvm: [-Xmx1g], java: jdk}}",
        "services: {web: {verticle: a, config: {a: [1, null, {}]}, options: {}}}",
        "services: {web: {verticle: a, env: {A: b, C: 1, D: true, E: ''}, directory: x}}",
        "services: {web: {verticle: a, restart: {limit: 0, period: 1m}, stop: {drain: 1ms}}}",
        "services: {web: {verticle: a, ready: {timeout: 1h}, busBridge: {listen: 'a:1'}}}",
        "services: {web: {verticle: a, replicas: '${N:-2}', stop: {drain: '${D:-5s}'}}}",
        "services: {web: {verticle: a, dependsOn: [db]}, db: {verticle: b}}",
        "services: {web: {verticle: a, restart: {policy: on-failure}, ready: {http: ':9/r'}}}",
        "services: {web: {verticle: a, watch: ['src/**/*.java', views, '*.{html,css}']}}",
        "services: {web: {verticle: a, hang: {check: false, after: 1s, stacks: x}}}",
        "services: {web: {verticle: a, recycle: {memory: 512m, age: 24h, requests: 9}}}",
        "{services: {web: {verticle: a}}, strategy: all-for-one}",
        "services: {web: {verticle: a, stop: {webSockets: 5s}}}",
        "{$schema: 'x', name: acme, cluster: {name: herd}, services: {a: {verticle: b}}}",
        "{services: {a: {verticle: b}}, profiles: {p: {services: {a: {replicas: 2}}}}}",
        "{services: {a: {verticle: b}}, logs: {directory: logs, size: 1m, keep: 3}}",
        "{services: {a: {verticle: b}}, logs: {directory: logs, size: 65536}}",
        "{services: {a: {verticle: b}}, logs: {directory: logs, size: '${S:-1m}'}}",
      })
  void bothTake(String document) {
    assertThat(readerTakes(document)).as("reader").isTrue();
    assertThat(schemaTakes(document)).as("schema").isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "services: {}",
        "services: []",
        "services: {web: {}}",
        "services: {web: 1}",
        "services: {'a b': {verticle: a}}",
        "services: {web: {verticle: a, main: b}}",
        "services: {web: {verticle: ''}}",
        "services: {web: {verticle: 5}}",
        "services: {web: {verticle: a, replica: 1}}",
        "services: {web: {verticle: a, replicas: -1}}",
        "services: {web: {verticle: a, replicas: two}}",
        "services: {web: {verticle: a, replicas: 1.5}}",
        "services: {web: {verticle: a, replicas: null}}",
        "services: {web: {verticle: a, instances: 0}}",
        "services: {web: {verticle: a, threading: fibres}}",
        "services: {web: {verticle: a, jvm: -Xmx1g}}",
        "services: {web: {verticle: a, jvm: [[]]}}",
        "services: {web: {verticle: a, config: []}}",
        "services: {web: {verticle: a, env: {A: []}}}",
        "services: {web: {verticle: a, env: {'A=': b}}}",
        "services: {web: {verticle: a, stop: {drain: 10}}}",
        "services: {web: {verticle: a, stop: {drain: 0s}}}",
        "services: {web: {verticle: a, stop: {drain: 1 s}}}",
        "services: {web: {verticle: a, stop: {grase: 1s}}}",
        "services: {web: {verticle: a, ready: {on: start}}}",
        "services: {web: {verticle: a, restart: {limit: 1000001}}}",
        "services: {web: {verticle: a, dependsOn: web}}",
        "services: {web: {verticle: a, restart: {policy: maybe}}}",
        "services: {web: {verticle: a, ready: {http: ready}}}",
        "services: {web: {verticle: a, hang: {check: 'no'}}}",
        "services: {web: {verticle: a, recycle: {requests: 0}}}",
        "{services: {web: {verticle: a}}, strategy: none}",
        "{services: {a: {verticle: b}}, clusters: {}}",
        "{services: {a: {verticle: b}}, logs: {}}",
        "{services: {a: {verticle: b}}, logs: {directory: x, size: 65535}}",
        "{services: {a: {verticle: b}}, logs: {directory: x, size: 1 m}}",
        "{services: {a: {verticle: b}}, logs: {directory: x, keep: 1}}",
        "{services: {a: {verticle: b}}, cluster: {members: 1}}",
        "{services: {a: {verticle: b}}, profiles: {p: {services: {a: {replicas: x}}}}}",
        "{services: {a: {verticle: b}}, profiles: {p: {profiles: {}}}}",
        "{services: {a: {verticle: b}}, profiles: {p: []}}",
      })
  void bothRefuse(String document) {
    assertThat(readerTakes(document)).as("reader").isFalse();
    assertThat(schemaTakes(document)).as("schema").isFalse();
  }
}
