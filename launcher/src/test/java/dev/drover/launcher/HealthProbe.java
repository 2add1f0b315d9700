package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Asks Drover's own endpoint, as an orchestrator does: again and again. */
final class HealthProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final long PAUSE_MILLIS = 50;
  private static final Pattern SAMPLE =
      Pattern.compile("([a-z][a-z0-9_]*(?:\\{[^}]*\\})?) (-?[0-9.Ee+-]+|NaN)");

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();
  private final String base;

  HealthProbe(int port) {
    base = "http://127.0.0.1:" + port;
  }

  int status(String path) throws IOException {
    return get(path).statusCode();
  }

  JsonObject json(String path) throws IOException {
    HttpResponse<String> answer = get(path);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    return new JsonObject(answer.body());
  }

  String text(String path) throws IOException {
    return get(path).body();
  }

  void awaitStatus(String path, int status) throws IOException {
    Deadline deadline = new Deadline(PATIENCE);
    String last = answer(path);
    while (!last.startsWith("" + status)) {
      pause(deadline, path + " answers " + last);
      last = answer(path);
    }
  }

  /** Status and body; of nobody, who may not listen yet, only that. */
  private String answer(String path) throws IOException {
    try {
      HttpResponse<String> answer = get(path);
      return answer.statusCode() + " " + answer.body();
    } catch (ConnectException e) {
      return "not at all";
    }
  }

  /** Waits until the samples of that name and with that label add up to no less. */
  void awaitSum(String name, String label, double least) throws IOException {
    Deadline deadline = new Deadline(PATIENCE);
    while (sum(name, label) < least) {
      pause(deadline, name + " stays below " + least + ":\n" + text("/metrics"));
    }
  }

  double sum(String name, String label) throws IOException {
    return samples().entrySet().stream()
        .filter(sample -> sample.getKey().replaceFirst("\\{.*", "").equals(name))
        .filter(sample -> sample.getKey().contains(label))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** Every line that is no comment is one sample, and none is there twice. */
  private Map<String, Double> samples() throws IOException {
    return text("/metrics")
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(HealthProbe::sample)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Map.Entry<String, Double> sample(String line) {
    Matcher sample = SAMPLE.matcher(line);
    assertThat(sample.matches()).as(line).isTrue();
    return Map.entry(sample.group(1), Double.valueOf(sample.group(2)));
  }

  private static void pause(Deadline deadline, String state) {
    if (deadline.isOver()) {
      throw new AssertionError(state);
    }
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> get(String path) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(20)).build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
