package dev.drover.logs;

import dev.drover.config.LogPolicy;
import dev.drover.supervisor.SlotId;
import dev.drover.supervisor.SupervisorListener.Stream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Fills a small disk with lines, makes room, goes on; prints what was kept and told. */
final class FullDiskMain {

  private FullDiskMain() {}

  public static void main(String[] args) throws Exception {
    Path disk = Path.of(args[0]);
    Path ballast = Files.write(disk.resolve("ballast"), new byte[128 << 10]);
    TickingClock clock = new TickingClock("2026-11-23T20:00:00Z");
    List<String> problems = new ArrayList<>();
    SlotId slot = new SlotId("web", 1);
    Path directory = disk.resolve("logs");
    try (ReplicaLogs logs =
        ReplicaLogs.open(LogPolicy.in(directory).withSize(64 << 10), problems::add, clock)) {
      int line = 0;
      while (problems.isEmpty()) {
        logs.output(slot, Stream.STDOUT, line++ + " " + "x".repeat(97));
      }
      System.out.println("first lost " + (line - 1));
      logs.output(slot, Stream.STDOUT, "lost too");
      Files.delete(ballast);
      clock.move(Duration.ofSeconds(6));
      logs.output(slot, Stream.STDOUT, "room again");
    }
    ReplicaLogsTest.read(directory).forEach(entry -> System.out.println("kept " + entry.text()));
    problems.forEach(problem -> System.out.println("told " + problem));
  }
}
