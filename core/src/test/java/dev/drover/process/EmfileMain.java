package dev.drover.process;

import io.vertx.core.Vertx;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A JVM that runs out of descriptors: prints how a spawn fails, and that one works afterwards. */
public final class EmfileMain {
  private EmfileMain() {}

  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    ChildProcess.execFile(vertx, "true").await();
    List<FileInputStream> open = new ArrayList<>();
    try {
      while (true) {
        open.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException exhausted) {
      open.remove(open.size() - 1).close();
    }
    try {
      ChildProcess.execFile(vertx, "true").await();
    } catch (Throwable e) {
      System.out.println(e instanceof SpawnException spawn ? spawn.reason() : e.toString());
    }
    for (FileInputStream file : open) {
      file.close();
    }
    System.out.println(ChildProcess.execFile(vertx, "echo", "works").await().stdout());
    System.exit(0);
  }
}
