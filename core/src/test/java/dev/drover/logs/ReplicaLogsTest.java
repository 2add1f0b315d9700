package dev.drover.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.ConfigException;
import dev.drover.config.LogPolicy;
import dev.drover.supervisor.SlotId;
import dev.drover.supervisor.SupervisorListener.Stream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicaLogsTest {
  private static final SlotId WEB = new SlotId("web", 1);
  private static final SlotId WEB_2 = new SlotId("web", 2);
  private static final long SMALLEST = 64 << 10;

  private final List<String> problems = new CopyOnWriteArrayList<>();
  private @TempDir Path base;

  private LogPolicy policy() {
    return LogPolicy.in(base.resolve("state/logs")).withSize(SMALLEST).withKeep(1_000);
  }

  private ReplicaLogs open(LogPolicy policy) {
    return ReplicaLogs.open(policy, problems::add);
  }

  static List<LogEntry> read(Path directory) throws IOException {
    List<LogEntry> entries = new ArrayList<>();
    try (LogReader reader = LogReader.open(directory, slot -> true, Instant.EPOCH)) {
      reader.readAll(entries::add);
    }
    return entries;
  }

  private List<String> texts() throws IOException {
    return read(policy().directory()).stream().map(LogEntry::text).toList();
  }

  private static List<Path> files(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    }
  }

  @Test
  void noLineIsLostOrTornAcrossRotations() throws Exception {
    int count = 5_000;
    try (ReplicaLogs logs = open(policy())) {
      List<Thread> writers = new ArrayList<>();
      for (SlotId slot : List.of(WEB, WEB_2)) {
        for (Stream stream : Stream.values()) {
          Runnable all =
              () ->
                  IntStream.range(0, count)
                      .forEach(i -> logs.output(slot, stream, line(slot, stream, i)));
          writers.add(new Thread(all));
        }
      }
      writers.forEach(Thread::start);
      for (Thread writer : writers) {
        writer.join();
      }
    }
    List<LogEntry> entries = read(policy().directory());
    for (SlotId slot : List.of(WEB, WEB_2)) {
      for (Stream stream : Stream.values()) {
        assertThat(
                entries.stream()
                    .filter(entry -> entry.slot().equals(slot))
                    .filter(entry -> entry.source().equalsIgnoreCase(stream.name()))
                    .map(LogEntry::text))
            .isEqualTo(IntStream.range(0, count).mapToObj(i -> line(slot, stream, i)).toList());
      }
    }
    assertThat(files(policy().directory())).hasSizeGreaterThan(10);
    for (Path file : files(policy().directory())) {
      assertThat(Files.size(file)).isLessThanOrEqualTo(SMALLEST);
    }
    assertThat(problems).isEmpty();
  }

  /** Of many lengths, one of them empty, and not only ASCII. */
  private static String line(SlotId slot, Stream stream, int number) {
    return number == 7 ? "" : slot + " " + stream + " " + number + " grüße ".repeat(number % 20);
  }

  @Test
  void theOldestFilesAreRemoved() throws Exception {
    LogPolicy policy = policy().withKeep(3);
    String line = "x".repeat(1_000);
    try (ReplicaLogs logs = open(policy)) {
      for (int i = 0; i < 400; i++) {
        logs.output(WEB, Stream.STDOUT, line);
      }
      logs.output(WEB_2, Stream.STDOUT, "one");
    }
    assertThat(files(policy.directory()))
        .extracting(file -> file.getFileName().toString())
        .containsExactly(
            "web-1.000005.log", "web-1.000006.log", "web-1.000007.log", "web-2.000001.log");
  }

  @Test
  void onlyTheUserMayReadThem() throws Exception {
    try (ReplicaLogs logs = open(policy())) {
      logs.output(WEB, Stream.STDOUT, "secret");
    }
    Path directory = policy().directory();
    for (Path made : List.of(directory, directory.getParent())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
          .isEqualTo("rwx------");
    }
    for (Path file : files(directory)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aLinkInPlaceOfAFileIsNotFollowed() throws Exception {
    Path elsewhere = Files.writeString(base.resolve("elsewhere"), "precious\n");
    Files.createDirectories(policy().directory());
    Files.createSymbolicLink(policy().directory().resolve("web-1.000001.log"), elsewhere);
    try (ReplicaLogs logs = open(policy())) {
      logs.output(WEB, Stream.STDOUT, "mine");
    }
    assertThat(elsewhere).hasContent("precious");
    assertThat(problems).first().asString().contains("cannot be written");
  }

  @Test
  void theNextSupervisorGoesOnInTheSameFile() throws Exception {
    for (String line : List.of("first life", "second life")) {
      try (ReplicaLogs logs = open(policy())) {
        logs.output(WEB, Stream.STDOUT, line);
      }
    }
    assertThat(texts()).containsExactly("first life", "second life");
    assertThat(files(policy().directory())).hasSize(1);
  }

  @Test
  void aLineThatACrashHasTornIsNotJoinedWithTheNext() throws Exception {
    try (ReplicaLogs logs = open(policy())) {
      logs.output(WEB, Stream.STDOUT, "torn in two");
    }
    Path file = files(policy().directory()).get(0);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 5));
    try (ReplicaLogs logs = open(policy())) {
      logs.output(WEB, Stream.STDOUT, "whole");
    }
    assertThat(texts()).containsExactly("torn in", "whole");
  }

  @Test
  void twoSupervisorsDoNotWriteIntoOneDirectory() throws Exception {
    try (ReplicaLogs logs = open(policy())) {
      assertThat(LogsHome.isInUse(policy().directory())).isTrue();
      assertThatThrownBy(() -> open(policy()))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("a supervisor that runs");
      logs.output(WEB, Stream.STDOUT, "still here");
    }
    assertThat(LogsHome.isInUse(policy().directory())).isFalse();
    open(policy()).close();
    assertThat(texts()).containsExactly("still here");
  }

  @Test
  void whatCannotBeADirectoryIsAClearError() throws Exception {
    Path file = Files.writeString(base.resolve("file"), "");
    assertThatThrownBy(() -> open(LogPolicy.in(file.resolve("logs"))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file.resolve("logs").toString())
        .hasMessageContaining("name another directory");
  }

  @Test
  void anOutageIsToldOnceAndItsLossCounted() throws Exception {
    TickingClock clock = new TickingClock("2026-11-23T20:00:00Z");
    Path directory = policy().directory();
    try (ReplicaLogs logs = ReplicaLogs.open(policy(), problems::add, clock)) {
      // A directory where each slot's first file should be.
      Path first = Files.createDirectory(directory.resolve("web-1.000001.log"));
      Path second = Files.createDirectory(directory.resolve("web-2.000001.log"));
      logs.output(WEB, Stream.STDOUT, "lost");
      logs.output(WEB_2, Stream.STDOUT, "lost too");
      clock.move(Duration.ofSeconds(1));
      logs.output(WEB, Stream.STDOUT, "and this");
      assertThat(problems).singleElement().asString().contains("cannot be written");
      Files.delete(first);
      Files.delete(second);
      logs.output(WEB, Stream.STDOUT, "not tried so soon");
      clock.move(Duration.ofSeconds(5));
      logs.output(WEB, Stream.STDOUT, "kept");
      assertThat(problems).hasSize(1);
      logs.output(WEB_2, Stream.STDOUT, "kept");
    }
    assertThat(problems).hasSize(2);
    assertThat(problems.get(1)).endsWith("lost meanwhile: 4 lines of web#1, web#2");
    assertThat(texts())
        .containsExactly(
            "drover: the lines since 2026-11-23T20:00:00Z were lost: 3 lines",
            "kept",
            "drover: the lines since 2026-11-23T20:00:00Z were lost: 1 line",
            "kept");
  }

  @Test
  void whatIsStillLostAtTheEndIsTold() throws Exception {
    try (ReplicaLogs logs = open(policy())) {
      Files.createDirectory(policy().directory().resolve("web-1.000001.log"));
      logs.output(WEB, Stream.STDOUT, "lost");
    }
    assertThat(problems).hasSize(2);
    assertThat(problems.get(1)).endsWith("lost: 1 line of web#1");
  }
}
