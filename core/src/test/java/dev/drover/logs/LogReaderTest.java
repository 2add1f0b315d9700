package dev.drover.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.LogPolicy;
import dev.drover.supervisor.SlotId;
import dev.drover.supervisor.SupervisorListener.Stream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {
  private static final SlotId WEB = new SlotId("web", 1);
  private static final SlotId WEB_2 = new SlotId("web", 2);
  private static final long DEADLINE = 30;

  private final TickingClock clock = new TickingClock("2026-11-23T20:00:00Z");
  private final BlockingQueue<LogEntry> followed = new LinkedBlockingQueue<>();
  private final CompletableFuture<Throwable> ended = new CompletableFuture<>();
  private Thread follower;
  private @TempDir Path directory;

  private LogPolicy policy() {
    return LogPolicy.in(directory).withSize(64 << 10).withKeep(1_000);
  }

  private ReplicaLogs open() {
    return ReplicaLogs.open(policy(), problem -> {}, clock);
  }

  private void write(ReplicaLogs logs, SlotId slot, String line) {
    logs.output(slot, Stream.STDOUT, line);
    clock.move(Duration.ofMillis(1));
  }

  private List<String> read(Instant since, long last) throws IOException {
    List<String> lines = new ArrayList<>();
    try (LogReader reader = LogReader.open(directory, slot -> true, since)) {
      LogReader.Sink sink = entry -> lines.add(entry.text());
      if (last < 0) {
        reader.readAll(sink);
      } else {
        reader.readLast(last, sink);
      }
    }
    return lines;
  }

  private void follow() throws Exception {
    CompletableFuture<Void> watching = new CompletableFuture<>();
    follower =
        new Thread(
            () -> {
              try (LogReader reader = LogReader.open(directory, slot -> true, Instant.EPOCH)) {
                reader.follow(
                    () -> {
                      reader.readLast(1, followed::add);
                      watching.complete(null);
                    },
                    followed::add);
              } catch (IOException | InterruptedException e) {
                ended.complete(e);
              }
            });
    follower.start();
    watching.get(DEADLINE, TimeUnit.SECONDS);
  }

  @AfterEach
  void stopFollowing() throws Exception {
    if (follower != null) {
      follower.interrupt();
      follower.join();
    }
  }

  private String next() throws InterruptedException {
    LogEntry entry = followed.poll(DEADLINE, TimeUnit.SECONDS);
    assertThat(entry).as("a line within %s s", DEADLINE).isNotNull();
    return entry.text();
  }

  @Test
  void slotsAreMergedByTime() throws Exception {
    try (ReplicaLogs logs = open()) {
      write(logs, WEB_2, "one");
      write(logs, WEB, "two");
      write(logs, WEB_2, "three");
      write(logs, WEB, "four");
    }
    assertThat(read(Instant.EPOCH, -1)).containsExactly("one", "two", "three", "four");
  }

  @Test
  void aClockThatIsSetBackDoesNotShuffleASlot() throws Exception {
    try (ReplicaLogs logs = open()) {
      write(logs, WEB, "one");
      write(logs, WEB, "two");
      clock.move(Duration.ofHours(-1));
      write(logs, WEB, "three");
      write(logs, WEB, "four");
    }
    assertThat(read(Instant.EPOCH, -1)).containsExactly("one", "two", "three", "four");
  }

  @Test
  void sinceSkipsWhatIsOlder() throws Exception {
    Instant from;
    try (ReplicaLogs logs = open()) {
      write(logs, WEB, "old");
      write(logs, WEB_2, "old");
      from = clock.instant();
      write(logs, WEB, "at that time");
      write(logs, WEB_2, "later");
    }
    assertThat(read(from, -1)).containsExactly("at that time", "later");
    assertThat(read(from, 1)).containsExactly("later");
  }

  @Test
  void theLastLinesAreTheLastOfAllSlotsAndFiles() throws Exception {
    List<String> all = new ArrayList<>();
    try (ReplicaLogs logs = open()) {
      for (int i = 0; i < 900; i++) {
        String line = i + " " + "x".repeat(i);
        write(logs, i % 3 == 0 ? WEB_2 : WEB, line);
        all.add(line);
      }
    }
    assertThat(new LogsDirectory(directory).sequences(WEB)).hasSizeGreaterThan(3);
    for (int last : List.of(0, 1, 2, 100, 700, 899, 900, 5_000)) {
      assertThat(read(Instant.EPOCH, last))
          .as("the last %s", last)
          .isEqualTo(all.subList(Math.max(0, all.size() - last), all.size()));
    }
  }

  @Test
  void aFollowerMissesNothingAcrossRotations() throws Exception {
    int count = 20_000;
    try (ReplicaLogs logs = open()) {
      write(logs, WEB, "before");
      follow();
      assertThat(next()).isEqualTo("before");
      for (int i = 0; i < count; i++) {
        logs.output(WEB, Stream.STDOUT, "line " + i);
      }
      List<String> seen = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        seen.add(next());
      }
      assertThat(seen).isEqualTo(IntStream.range(0, count).mapToObj(i -> "line " + i).toList());
    }
    assertThat(new LogsDirectory(directory).sequences(WEB)).hasSizeGreaterThan(5);
  }

  @Test
  void aFollowerSeesNewSlotsAndTheNextSupervisor() throws Exception {
    try (ReplicaLogs logs = open()) {
      write(logs, WEB, "first");
      follow();
      assertThat(next()).isEqualTo("first");
      write(logs, WEB_2, "a new slot");
      assertThat(next()).isEqualTo("a new slot");
    }
    try (ReplicaLogs logs = open()) {
      write(logs, WEB, "a new supervisor");
      assertThat(next()).isEqualTo("a new supervisor");
    }
    assertThat(followed).isEmpty();
  }

  @Test
  void aFollowerDoesNotShowHalfALine() throws Exception {
    try (ReplicaLogs logs = open()) {
      write(logs, WEB, "whole");
    }
    Path file = directory.resolve("web-1.000001.log");
    follow();
    assertThat(next()).isEqualTo("whole");
    String line = "2026-11-23T20:00:01.000000Z out in two halves\n";
    long whole = Files.size(file);
    append(file, "2026-11-23T20:00:00.500000Z out cut off");
    // As a writer does that finds the disk full, and then finds room again.
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(whole);
    }
    append(file, line);
    assertThat(next()).isEqualTo("in two halves");
    assertThat(followed).isEmpty();
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  @Test
  void aFollowerEndsWhenTheDirectoryIsRemoved() throws Exception {
    try (ReplicaLogs logs = open()) {
      write(logs, WEB, "only");
    }
    follow();
    assertThat(next()).isEqualTo("only");
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
    assertThat(ended.get(DEADLINE, TimeUnit.SECONDS)).hasMessageContaining("is gone");
  }

  @Test
  void whoReadsTooSlowlyIsToldWhatRotationHasRemoved() throws Exception {
    LogPolicy few = policy().withKeep(2);
    try (ReplicaLogs logs = ReplicaLogs.open(few, problem -> {}, clock);
        SlotReader reader = new SlotReader(new LogsDirectory(directory), WEB)) {
      logs.output(WEB, Stream.STDOUT, "first");
      assertThat(reader.next().text()).isEqualTo("first");
      for (int i = 0; i < 350; i++) {
        logs.output(WEB, Stream.STDOUT, "x".repeat(1_000));
      }
      String told = null;
      for (LogEntry entry; (entry = reader.next()) != null; ) {
        told = entry.source().equals("drover") ? entry.text() : told;
      }
      assertThat(told).isEqualTo("drover: rotation removed 3 files before they were read");
    }
  }

  @Test
  void noDirectoryIsAnError() {
    assertThatThrownBy(() -> LogReader.slots(directory.resolve("none")))
        .isInstanceOf(IOException.class);
  }
}
