package dev.drover.process;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.Optional;

/** A started child as a back end sees it. */
interface Child {

  /** What the system told about the end. */
  record Ended(ExitStatus status, Optional<ResourceUsage> usage) {}

  long pid();

  /** Takes a descriptor and how many bytes went through it. */
  interface ByteCounter {
    void count(int descriptor, int bytes);
  }

  /** Before the start. */
  void onBytes(ByteCounter received, ByteCounter sent);

  /** From here on events flow. Once. */
  void start();

  /** Null where the child does not write to a pipe. */
  ChildOutput output(int descriptor);

  /** Null where the child does not read from a pipe. */
  WriteStream<Buffer> input(int descriptor);

  /** Of a descriptor that goes both ways; called once. */
  Channel channel(int descriptor);

  /** On the context that spawned. */
  Future<Ended> ended();

  /** Completes after the end when every output is at its end too. Any thread. */
  Future<Void> drained();

  /** Completes when everybody who has set a handler has had the end of that output. */
  Future<Void> delivered();

  /** False when the child was gone already; never reaches another process. Any thread. */
  boolean kill(Signal signal, boolean tree);

  /** Closes the streams, whoever may hold their other ends. Any thread. */
  void closeStreams();

  /** Kills it and frees all it has, instead of {@link #start}. May block. */
  void discard();

  /** After {@link #drained}: nothing is asked of it any more. */
  void release();
}
