package dev.drover.replica;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A GET whose answer's status is all that matters. Blocks; follows no redirect, uses no proxy. */
final class StatusRequest {
  private static final int TIMEOUT_MILLIS = 5_000;

  private StatusRequest() {}

  /**
   * By HTTP, and by HTTPS if the server does not speak that. It is this JVM's own server: whatever
   * certificate it shows will do.
   *
   * @throws IOException when neither is answered within 5 s
   */
  static int get(InetSocketAddress server, String path) throws IOException {
    try {
      return status(connection("http", server, path));
    } catch (SocketTimeoutException e) {
      throw new IOException("no answer within " + TIMEOUT_MILLIS / 1_000 + " s", e);
    } catch (IOException notHttp) {
      return getSecurely(server, path, notHttp);
    }
  }

  private static int getSecurely(InetSocketAddress server, String path, IOException before)
      throws IOException {
    try {
      HttpsURLConnection connection = (HttpsURLConnection) connection("https", server, path);
      connection.setSSLSocketFactory(trustingAll());
      connection.setHostnameVerifier((host, session) -> true);
      return status(connection);
    } catch (GeneralSecurityException | IOException e) {
      before.addSuppressed(e);
      throw before;
    }
  }

  private static HttpURLConnection connection(String scheme, InetSocketAddress server, String path)
      throws IOException {
    URL url = new URL(scheme, server.getAddress().getHostAddress(), server.getPort(), path);
    HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    connection.setRequestProperty("Connection", "close");
    connection.setRequestProperty("User-Agent", "drover");
    return connection;
  }

  private static int status(HttpURLConnection connection) throws IOException {
    try {
      int status = connection.getResponseCode();
      if (status < 0) {
        throw new IOException("the answer is not HTTP");
      }
      return status;
    } finally {
      connection.disconnect();
    }
  }

  private static SSLSocketFactory trustingAll() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
    return context.getSocketFactory();
  }

  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
