package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigProblemsTest {

  private static List<String> problems(String text) {
    try {
      ConfigFile.parse(Path.of("d.yaml"), text, null, Map.of());
      return List.of();
    } catch (ConfigException e) {
      return e.problems();
    }
  }

  @Test
  void allProblemsAreToldTogetherInTheOrderOfTheFile() {
    String text =
        """
        services:
          web:
            replica: 2
            verticle: com.acme.Web
            instances: two
            stop:
              drain: 10
              grase: 5s
            instances: 3
            dependsOn: [dbb, db]
          db:
            replicas: 0
            dependsOn: [web]
            ready: {}
        clusters: {}
        """;

    assertThat(problems(text))
        .containsExactly(
            "d.yaml:3:5: services.web.replica is unknown; did you mean replicas?",
            "d.yaml:5:16: services.web.instances must be a whole number from 1 to 100000, was"
                + " 'two'",
            "d.yaml:7:14: services.web.stop.drain must be a time above 0 with its unit, such as"
                + " 500ms, 10s, 5m or 24h, was 10",
            "d.yaml:8:7: services.web.stop.grase is unknown; did you mean grace?",
            "d.yaml:9:5: instances is given twice, first in line 5; remove one of them",
            "d.yaml:10:16: services.web.dependsOn names 'dbb', which is no service; did you mean"
                + " db?",
            "d.yaml:12:5: services.db has nothing to run; give it a verticle, such as verticle:"
                + " com.acme.Web",
            "d.yaml:12:15: services.db.replicas is 0 (the launcher's own JVM), which only a file's"
                + " only service can have; raise it",
            "d.yaml:13:16: services.db.dependsOn goes in a circle: web -> db -> web; remove one of"
                + " them",
            "d.yaml:14:12: services.db.ready is for replicas, and replicas is 0 (the launcher's own"
                + " JVM); raise it",
            "d.yaml:15:1: clusters is unknown; did you mean cluster?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "replicas: 1001        | replicas must be a whole number from 0 to 1000, was 1001",
        "replicas: 2.0         | replicas must be a whole number from 0 to 1000, was 2.0",
        "replicas: '2'         | replicas must be a whole number from 0 to 1000, was '2'",
        "replicas: [2]         | replicas must be a whole number from 0 to 1000, was a list",
        "replicas:             | replicas must be a whole number from 0 to 1000, was empty",
        "replicas: null        | replicas must be a whole number from 0 to 1000, was null",
        "instances: 0          | instances must be a whole number from 1 to 100000, was 0",
        "jvm: -Xmx1g           | jvm must be a list, such as [-Xmx1g], was '-Xmx1g'",
        "jvm: [null]           | jvm[0] must be text, was null",
        "threading: virtual    | threading must be one of event-loop, worker, virtual-thread, was"
            + " 'virtual'",
        "stop: 10s             | stop must be an object with keys such as drain, was '10s'",
        "stop: {drain: 0s}     | stop.drain must be a time above 0 with its unit, such as 500ms,"
            + " 10s, 5m or 24h, was '0s'",
        "stop: {drain: 9s, grace: 8s} | stop.grace must be at least drain, 9s; a stop drains first",
        "stop: {webSockets: 11s} | stop.webSockets must be at most drain, 10s; lower it",
        "stop: {lameDuck: 10s} | stop.lameDuck must be less than drain, 10s; it is a part of it",
        "restart: {limit: -1}  | restart.limit must be a whole number from 0 to 1000000, was -1",
        "env: {A: [1]}         | env.A must be text, a number or a flag; \"\" is empty text",
        "env: {A: }            | env.A must be text, a number or a flag; \"\" is empty text",
        "env: {A=B: c}         | env has a name that no variable can have: it is empty or holds =",
        "config: []            | config must be an object, was a list",
        "config: {a: .inf}     | config.a is a number that JSON cannot hold, .inf; quote it",
        "main: a.B             | has verticle and main; only one of them can be run",
        "args: [a]             | args are for main; a verticle takes config",
        "address: a            | address is for a program (fork, or verticle: proc:...); a verticle"
            + " takes it in config",
        "fork: []              | fork must name a program, such as [node, thumb.js]",
        "ready: {on: main}     | ready has on: main, which is for main; leave it out",
        "restart: {policy: maybe} | restart.policy must be one of always, on-failure, never, was"
            + " 'maybe'",
        "ready: {http: ready}  | ready.http must be a path such as /ready, or :9090/ready, was"
            + " 'ready'",
        "recycle: {memory: 15m} | recycle.memory must be a size of at least 16m",
        "recycle: {requests: 0} | recycle.requests must be a whole number from 1",
        "recycle: {age: 5}      | recycle.age must be a time above 0",
        "hang: {after: 499ms}  | hang.after must be at least 500ms",
        "java: ''              | java must be a java program or a Java home, was ''",
        "<<: {}                | << is unknown; known here are verticle, main, fork,",
        "dependsOn: [web]      | dependsOn goes in a circle: web -> web; remove one of them",
      })
  void eachRuleSaysWhatIsWrongAndWhatToDo(String keys, String problem) {
    String text = "services:\n  web:\n    verticle: com.acme.Web\n    " + keys;

    assertThat(problems(text))
        .anySatisfy(
            each ->
                assertThat(each)
                    .matches("(?s)d.yaml:[34]:\\d+: services\\.web[. ].*")
                    .contains(": services.web")
                    .contains(problem));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                     | 1:1: is empty; drover init writes one to start from",
        "'# only a comment'     | 1:1: is empty; drover init writes one to start from",
        "hello                  | 1:1: must be an object with keys such as $schema, was 'hello'",
        "{}                     | 1:1: services is missing; it is what to run, by name, such as",
        "services: {}           | 1:11: services has none; name one and what it runs",
        "services: []           | 1:11: services must be an object of names and values, was a list",
        "services: {web: 1}     | 1:17: services.web must be an object with keys such as verticle",
        "services: {'a b': {}}  | 1:12: services has the name 'a b'; it has 1 to 64 letters",
        "services: {a: {verticle: !x b}} | 1:26: the tag !x has no meaning here; remove it",
        "services: *a           | 1:11: *a stands for nothing: no &a ends before it",
        "services: &a [*a]      | 1:15: *a stands for nothing: no &a ends before it",
        "{[a]: b}               | 1:2: a key must be text",
        "profiles: 1            | 1:11: profiles must be an object of profiles by name, was 1",
        "profiles: {p: 1}       | 1:15: profiles.p must be an object, such as",
        "name: a/b              | 1:7: name is no name; it has 1 to 64 letters",
      })
  void aDocumentOfTheWrongFormIsToldByItsPlace(String text, String problem) {
    assertThat(problems(text)).anySatisfy(each -> assertThat(each).startsWith("d.yaml:" + problem));
  }

  @Test
  void brokenSyntaxIsToldByItsPlace() {
    assertThat(problems("services:\n  web: {verticle: a"))
        .hasSize(1)
        .allSatisfy(problem -> assertThat(problem).startsWith("d.yaml:2:20: is no YAML: "));
    assertThat(problems("services:\n  web: {replicas: ${N}}"))
        .hasSize(1)
        .allSatisfy(
            problem ->
                assertThat(problem)
                    .matches(
                        "d.yaml:2:\\d+: is no YAML: .*; put a value with \\$\\{...} in quotes"));
    assertThat(problems("services:\n  a: \u0007"))
        .containsExactly("d.yaml:2:6: has a character that no YAML can hold");
    assertThat(problems("a: 1\n---\nb: 2"))
        .containsExactly("d.yaml:2:1: begins a second document; a configuration is one");
  }

  @Test
  @Timeout(20)
  void noDocumentTakesTheStackOrTheMemory() {
    String deep = "[".repeat(200_000);
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      String alias = "*a" + (i - 1);
      laughs.append(
          "a%d: &a%d [%s]%n"
              .formatted(i, i, String.join(", ", java.util.Collections.nCopies(10, alias))));
    }
    StringBuilder chain = new StringBuilder("services:\n");
    for (int i = 0; i < 20_000; i++) {
      chain.append("  s%d: {verticle: a, dependsOn: [s%d]}%n".formatted(i, i + 1));
    }

    assertThat(problems(deep)).hasSize(1).allMatch(each -> each.contains("deeper than 100"));
    assertThat(problems(laughs.toString())).hasSize(1).allMatch(each -> each.contains("too large"));
    assertThat(problems(chain.toString())).isNotEmpty();
  }
}
