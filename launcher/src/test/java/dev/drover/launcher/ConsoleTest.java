package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ConsoleTest {
  private final List<String> writes = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Console console(OutputStream stdout, boolean colours) {
    return new Console(
        new Terminal(stdout, colours, "a"),
        new Terminal(err, false, "b"),
        StandardCharsets.UTF_8,
        "web#12");
  }

  private static List<String> lines(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void linesOfManyWritersAreNeverTornOrMixedAndKeepEachWritersOrder() throws Exception {
    OutputStream recording =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] bytes, int offset, int length) {
            writes.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
            out.write(bytes, offset, length);
          }

          @Override
          public synchronized void writeTo(OutputStream target) throws IOException {
            throw new IOException("not used");
          }
        };
    List<Thread> threads = new ArrayList<>();
    try (Console console = console(recording, false)) {
      for (int writer = 1; writer <= 4; writer++) {
        int number = writer;
        Thread thread = new Thread(() -> write(console, number));
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(writes).isNotEmpty().allMatch(write -> write.endsWith("\n"));
    assertThat(lines(out)).hasSize(4 * 2_500);
    for (int writer = 1; writer <= 4; writer++) {
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 2_500; i++) {
        expected.add("web#" + writer + "  | " + text(writer, i));
      }
      String label = "web#" + writer + " ";
      assertThat(lines(out).stream().filter(line -> line.startsWith(label)))
          .containsExactlyElementsOf(expected);
    }
  }

  private static void write(Console console, int writer) {
    for (int i = 0; i < 2_500; i++) {
      console.output("web#" + writer, writer, false, text(writer, i));
    }
  }

  private static String text(int writer, int line) {
    return (writer + ":" + line + " ").repeat(1 + line % 20).strip();
  }

  @Test
  void labelsAlignAndErrorsGoToTheErrorStream() {
    try (Console console = console(out, false)) {
      console.output("web#2", 2, false, "out");
      console.output("web#12", 12, true, "err");
      console.say(List.of("one", "", "two"));
      console.warn(List.of("bad"));
    }
    assertThat(lines(out))
        .containsExactly("web#2  | out", "drover | one", "drover |", "drover | two");
    assertThat(lines(err)).containsExactly("web#12 | err", "drover | bad");
  }

  @Test
  void onlyATerminalGetsColoursAndSlotsDiffer() {
    try (Console console = console(out, true)) {
      console.output("web#1", 1, false, "a");
      console.output("web#2", 2, false, "b");
      console.output("web#1", 1, true, "c");
    }
    List<String> lines = lines(out);
    assertThat(lines.get(0)).startsWith("\u001b[").endsWith("\u001b[0m a");
    assertThat(lines.get(0).substring(0, 5)).isNotEqualTo(lines.get(1).substring(0, 5));
    assertThat(lines(err)).containsExactly("web#1  | c");
  }

  @ParameterizedTest
  @CsvSource({"'', xterm, true", "1, xterm, false", "'', dumb, false"})
  void coloursAreTheUsersChoice(String noColor, String term, boolean wanted) {
    assertThat(Terminal.wantsColours(Map.of("NO_COLOR", noColor, "TERM", term))).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource({"/dev/pts/3, true", "/dev/tty1, true", "pipe:[123], false", "/tmp/log, false"})
  void onlyTerminalsAreTerminals(String place, boolean terminal) {
    assertThat(Terminal.isTerminal(place)).isEqualTo(terminal);
  }

  @Test
  void aReaderThatStallsSlowsReplicasButNeverDroversOwnLines() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    OutputStream stalled =
        new OutputStream() {
          @Override
          public void write(int b) {
            try {
              reading.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    CountDownLatch replicaDone = new CountDownLatch(1);
    try (Console console = console(stalled, false)) {
      Thread replica =
          new Thread(
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  console.output("web#1", 1, false, "x");
                }
                replicaDone.countDown();
              });
      replica.start();
      for (int i = 0; i < 10_000; i++) {
        console.say("event");
      }
      assertThat(replicaDone.await(200, TimeUnit.MILLISECONDS)).isFalse();
      reading.countDown();
      assertThat(replicaDone.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aClosedPipeDoesNotStopTheWriters() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    try (Console console = console(closed, false)) {
      for (int i = 0; i < 10_000; i++) {
        console.output("web#1", 1, false, "x");
      }
      console.warn(List.of("still here"));
    }
    assertThat(lines(err)).containsExactly("drover | still here");
  }
}
