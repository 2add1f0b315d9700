package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drover.config.ConfigException;
import dev.drover.config.RestartPolicy;
import dev.drover.config.RestartPolicy.When;
import dev.drover.config.StopPolicy;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessSpecTest {

  @Test
  void everyKeyIsRead() {
    ProcessSpec spec =
        ProcessSpec.fromJson(
            new JsonObject(
                """
                {
                  "fork": ["node", "thumb.js"], "address": "thumbs", "events": "e",
                  "cwd": "/srv", "env": {"STAGE": "prod"}, "inheritEnv": false,
                  "stdin": "ignore",
                  "stdout": {"mode": "frames", "delivery": "credit", "longest": 77},
                  "stderr": "json",
                  "requests": {"timeout": "5s", "concurrency": 3, "queue": 0},
                  "restart": {"policy": "on-failure", "limit": 4, "period": "5m"},
                  "ready": {"message": {"up": true}, "timeout": "7s"},
                  "stop": {"drain": "1s", "grace": "2s"},
                  "show": true,
                  "bus": {"inbound": [{"address": "prices"}]}
                }
                """));

    assertThat(spec.kind()).isEqualTo(ProcessSpec.Kind.FORK);
    assertThat(spec.command()).containsExactly("node", "thumb.js");
    assertThat(spec.address()).isEqualTo("thumbs");
    assertThat(spec.events()).isEqualTo("e");
    assertThat(spec.directory()).contains(Path.of("/srv"));
    assertThat(spec.env()).isEqualTo(Map.of("STAGE", "prod"));
    assertThat(spec.inheritEnv()).isFalse();
    assertThat(spec.stdin()).isEqualTo(StreamMode.IGNORE);
    assertThat(spec.stdout()).isEqualTo(new OutputSpec(StreamMode.FRAMES, Delivery.CREDIT, 77));
    assertThat(spec.stderr()).isEqualTo(OutputSpec.of(StreamMode.JSON));
    assertThat(spec.requests()).isEqualTo(new RequestLimits(Duration.ofSeconds(5), 3, 0));
    assertThat(spec.restart())
        .isEqualTo(new RestartPolicy(When.ON_FAILURE, 4, Duration.ofMinutes(5)));
    assertThat(spec.ready().message()).isEqualTo(new JsonObject().put("up", true));
    assertThat(spec.ready().timeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(spec.stop()).isEqualTo(new StopPolicy(Duration.ofSeconds(1), Duration.ofSeconds(2)));
    assertThat(spec.show()).isTrue();
    BusPermissions bus = spec.bus().orElseThrow();
    assertThat(bus.mayReach("thumbs", null)).isTrue();
    assertThat(bus.mayReach("prices", null)).isTrue();
    assertThat(bus.mayListen("prices")).isFalse();
  }

  @Test
  void whatIsNotSaidIsTheBuildersDefault() {
    ProcessSpec read =
        ProcessSpec.fromJson(new JsonObject("{\"shell\": \"cat\", \"address\": \"a\"}"));
    ProcessSpec built = ProcessSpec.shell("a", "cat").build();

    assertThat(read).usingRecursiveComparison().isEqualTo(built);
    assertThat(built.events()).isEqualTo("a.events");
  }

  @Test
  void allProblemsAreToldTogetherWithTheirPaths() {
    JsonObject wrong =
        new JsonObject(
            """
            {
              "command": ["cat", 5], "shell": "cat", "cwd": "\\u0000",
              "env": {"A": 1, "B=C": "s3cret"}, "inheritEnv": "no",
              "stdin": "words", "stdout": {"mode": "lines", "longest": 0, "size": 1},
              "requests": {"timeout": "soon", "concurrency": 0},
              "restart": {"policy": "sometimes", "limit": -1},
              "ready": {"line": "("}, "stop": {"drain": "5s", "grace": "1s"},
              "show": 1, "adress": "x", "bus": {"in": []}
            }
            """);

    ConfigException problems =
        catchThrowableOfType(ConfigException.class, () -> ProcessSpec.fromJson(wrong));

    List<String> paths =
        problems.problems().stream().map(problem -> problem.split("[ :]")[0]).toList();
    assertThat(paths)
        .contains(
            "command[1]",
            "only",
            "cwd",
            "env.A",
            "env",
            "inheritEnv",
            "stdin",
            "stdout.longest",
            "stdout.size",
            "requests.timeout",
            "requests.concurrency",
            "restart.policy",
            "restart.limit",
            "ready.line",
            "stop.grace",
            "show",
            "adress",
            "address");
    assertThat(problems).hasMessageNotContaining("s3cret");
  }

  @ParameterizedTest
  @CsvSource({
    "ALWAYS,0,true",
    "ALWAYS,1,true",
    "ON_FAILURE,0,false",
    "ON_FAILURE,1,true",
    "NEVER,1,false"
  })
  void policyAndCodeDecideTheRestart(When when, int code, boolean restarts) {
    assertThat(RestartPolicy.DEFAULT.withWhen(when).wants(code == 0)).isEqualTo(restarts);
  }

  @Test
  void readinessNeedsAStreamThatCanTellIt() {
    assertThatThrownBy(
            () ->
                ProcessSpec.proc("a", "cat")
                    .stdout(OutputSpec.byCredit(StreamMode.LINES))
                    .stderr(OutputSpec.of(StreamMode.CHUNKS))
                    .ready(Readiness.onLine("x"))
                    .build())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("ready.line needs");
    assertThatThrownBy(() -> ProcessSpec.proc("a", "cat").ready(Readiness.onMessage("x")).build())
        .hasMessageContaining("ready.message needs");
  }

  @ParameterizedTest
  @CsvSource({
    "LINES,LINES,ORDERED",
    "FRAMES,FRAMES,ORDERED",
    "JSON,JSON,CORRELATED",
    "LINES,JSON,NONE",
    "CHUNKS,CHUNKS,NONE",
    "IGNORE,LINES,NONE"
  })
  void theModesDecideHowAnswersAreKnown(StreamMode in, StreamMode out, RequestProtocol protocol) {
    assertThat(ProcessSpec.proc("a", "x").stdin(in).stdout(OutputSpec.of(out)).build().protocol())
        .isEqualTo(protocol);
    assertThat(
            ProcessSpec.proc("a", "x")
                .stdin(in)
                .stdout(OutputSpec.byCredit(out))
                .build()
                .protocol())
        .isEqualTo(RequestProtocol.NONE);
  }
}
