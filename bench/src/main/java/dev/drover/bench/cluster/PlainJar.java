package dev.drover.bench.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The same Vert.x, Netty and Hazelcast as in Drover's jar, without Drover, which enters every
 * Vert.x through the service loader.
 */
final class PlainJar {
  private static final String SERVICES = "META-INF/services/";
  private static final String OURS = "dev.drover.";

  private PlainJar() {}

  static Path make() throws IOException {
    Path target = Path.of("bench/target/plain-vertx.jar");
    if (Files.exists(target)
        && Files.getLastModifiedTime(target).compareTo(Files.getLastModifiedTime(ClusterBench.JAR))
            > 0) {
      return target;
    }
    try (ZipFile jar = new ZipFile(ClusterBench.JAR.toFile());
        OutputStream file = Files.newOutputStream(target);
        ZipOutputStream plain = new ZipOutputStream(file)) {
      for (ZipEntry entry : jar.stream().toList()) {
        if (!entry.getName().startsWith(OURS.replace('.', '/'))) {
          plain.putNextEntry(new ZipEntry(entry.getName()));
          plain.write(content(entry, jar.getInputStream(entry).readAllBytes()));
        }
      }
    }
    return target;
  }

  private static byte[] content(ZipEntry entry, byte[] bytes) {
    if (!entry.getName().startsWith(SERVICES) || entry.isDirectory()) {
      return bytes;
    }
    List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    return lines.stream()
        .filter(line -> !line.startsWith(OURS))
        .collect(Collectors.joining("\n"))
        .getBytes(StandardCharsets.UTF_8);
  }
}
