package dev.drover.k8s;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * As much of a Kubernetes API server as discovery needs, over TLS: gives out objects of one
 * namespace, to whoever has the token of the service account and as far as its role allows.
 */
final class ApiServer implements AutoCloseable {
  static final int PORT = 443;

  /** By which pods know it; they look for it in the name server. */
  static final String NAME = "kubernetes.default.svc";

  private static final String PASSWORD = "changeit";

  private final String token = "token-" + Long.toHexString(System.nanoTime());
  private final String namespace;
  private final List<PolicyRule> allowed;
  private final Map<String, JsonObject> objects = new ConcurrentHashMap<>();
  private final Queue<String> answered = new ConcurrentLinkedQueue<>();
  private final Queue<String> refused = new ConcurrentLinkedQueue<>();
  private final Path directory;
  private final HttpsServer server;

  /** Listens in the namespace of the calling thread, with a certificate made for it. */
  ApiServer(String address, String namespace, Role role, Path directory)
      throws IOException, GeneralSecurityException {
    this.namespace = namespace;
    this.allowed = role.getRules();
    this.directory = Files.createDirectories(directory);
    server = HttpsServer.create(new InetSocketAddress(address, PORT), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context()));
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", this::answer);
    server.start();
  }

  /** What the kubelet mounts at {@code /var/run/secrets/kubernetes.io/serviceaccount}. */
  Path serviceAccount() throws IOException {
    Path mount = Files.createDirectories(directory.resolve("serviceaccount"));
    Files.writeString(mount.resolve("token"), token);
    Files.writeString(mount.resolve("namespace"), namespace);
    Files.copy(directory.resolve("ca.crt"), mount.resolve("ca.crt"));
    return mount;
  }

  /**
   * @param resource in the plural, such as {@code pods}
   */
  void put(String resource, HasMetadata object) {
    JsonObject json = new JsonObject(StrictModel.tree(object).toString());
    objects.put(resource + "/" + object.getMetadata().getName(), json);
  }

  /** Requests as {@code resource} or {@code resource/name}. */
  Collection<String> answered() {
    return answered;
  }

  Collection<String> refused() {
    return refused;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String query = exchange.getRequestURI().getQuery();
    int status = 404;
    JsonObject body = new JsonObject().put("kind", "Status").put("reason", path);
    String[] parts = path.split("/namespaces/" + namespace + "/", 2);
    String[] words = parts.length == 2 ? parts[1].split("/", 2) : new String[] {""};
    if (!("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      status = 401;
    } else if (!isAllowed(parts[0], words)) {
      status = 403;
      refused.add(path);
    } else {
      answered.add(parts[1]);
      JsonObject found = words.length == 1 ? list(words[0], query) : objects.get(parts[1]);
      status = found == null ? 404 : 200;
      body = found == null ? body : found;
    }
    byte[] bytes = body.encode().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Names lead to one namespace only: nothing of the whole cluster is allowed to a role. */
  private boolean isAllowed(String api, String[] words) {
    String group = api.startsWith("/apis/") ? api.split("/")[2] : "";
    String verb = words.length == 1 ? "list" : "get";
    return allowed.stream()
        .anyMatch(
            rule ->
                rule.getApiGroups().contains(group)
                    && rule.getResources().contains(words[0])
                    && rule.getVerbs().contains(verb));
  }

  private JsonObject list(String resource, String query) {
    String selector = query == null ? "" : query.replaceFirst(".*labelSelector=", "");
    JsonArray items = new JsonArray();
    objects.forEach(
        (key, object) -> {
          JsonObject labels = object.getJsonObject("metadata").getJsonObject("labels");
          String[] wanted = selector.split("=", 2);
          boolean selected =
              wanted.length < 2 || labels != null && wanted[1].equals(labels.getString(wanted[0]));
          if (key.startsWith(resource + "/") && selected) {
            items.add(object);
          }
        });
    return new JsonObject().put("kind", "List").put("items", items);
  }

  private SSLContext context() throws IOException, GeneralSecurityException {
    Path store = directory.resolve("api.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> common = List.of("-keystore", store.toString(), "-storepass", PASSWORD);
    keytool(
        keytool,
        common,
        "-genkeypair",
        "-keyalg",
        "EC",
        "-dname",
        "CN=kubernetes",
        "-ext",
        "san=dns:" + NAME,
        "-alias",
        "api");
    keytool(
        keytool,
        common,
        "-exportcert",
        "-rfc",
        "-alias",
        "api",
        "-file",
        directory.resolve("ca.crt").toString());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static void keytool(String program, List<String> common, String... words)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(words));
    command.addAll(common);
    Namespaces.run(command.toArray(String[]::new));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
