package dev.drover.launcher;

import dev.drover.verify.LoadTarget;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Which service of a supervisor is asked for something, and where. */
record ServedAddress(String service, LoadTarget target) {

  private record Served(String service, String address) {}

  /**
   * @param status of the supervisor
   * @param url a whole one, or a path at the only address there is
   * @throws LaunchFailure when it is not clear whose it is
   */
  static ServedAddress choose(JsonObject status, String url) {
    List<Served> all = served(status);
    try {
      if (url.startsWith("/")) {
        Served only = only(all);
        return new ServedAddress(only.service(), LoadTarget.of(url, only.address()));
      }
      LoadTarget target = LoadTarget.of(url, null);
      return all.stream()
          .filter(each -> each.address().endsWith(":" + target.port()))
          .findFirst()
          .map(each -> new ServedAddress(each.service(), target))
          .orElseThrow(() -> usage("nobody here listens on port " + target.port() + where(all)));
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private static Served only(List<Served> all) {
    if (all.isEmpty()) {
      throw usage("the application listens on no TCP address, so there is nothing to ask");
    }
    if (all.size() > 1) {
      throw usage("say which address is meant, as in: --url http://HOST:PORT/" + where(all));
    }
    return all.get(0);
  }

  private static List<Served> served(JsonObject status) {
    List<Served> all = new ArrayList<>();
    status.getJsonArray("services").stream()
        .map(JsonObject.class::cast)
        .forEach(
            service -> {
              for (Object address : service.getJsonArray("addresses", new JsonArray())) {
                all.add(new Served(service.getString("name"), (String) address));
              }
            });
    return all;
  }

  private static String where(List<Served> all) {
    String each =
        String.join(", ", all.stream().map(one -> one.service() + " on " + one.address()).toList());
    return all.isEmpty() ? "" : "; there are " + each;
  }

  private static LaunchFailure usage(String problem) {
    return CommandLineReader.usage(problem, "verify");
  }
}
