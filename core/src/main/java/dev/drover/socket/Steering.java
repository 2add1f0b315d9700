package dev.drover.socket;

import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Steers a SO_REUSEPORT group: a classic BPF program picks the listening socket of a new connection
 * by its index in the group, at random among the live ones. Needs no privilege.
 *
 * <p>The indexes are the order in which the sockets began to listen; closing one would move the
 * last one into its place, so a group is only ever closed as a whole.
 */
final class Steering {
  // linux/asm-generic/socket.h and linux/filter.h
  private static final int SOL_SOCKET = 1;
  private static final int SO_ATTACH_REUSEPORT_CBPF = 51;
  private static final int LOAD_WORD_ABSOLUTE = 0x20;
  private static final int MODULO = 0x94;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int RETURN = 0x06;
  private static final int RANDOM = 0xfffff000 + 56;
  private static final int INSTRUCTION_BYTES = 8;

  private Steering() {}

  /**
   * @param any a socket of the group
   * @param live indexes that get new connections, at least one
   */
  static void steer(Socket any, int[] live) throws IOException {
    ByteBuffer program = program(live);
    ByteBuffer descriptor = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
    descriptor
        .putShort(0, (short) (program.position() / INSTRUCTION_BYTES))
        .putLong(8, Buffer.memoryAddress(program));
    any.setRawOpt(SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, descriptor);
  }

  private static ByteBuffer program(int[] live) {
    ByteBuffer program =
        ByteBuffer.allocateDirect(INSTRUCTION_BYTES * (2 + 2 * live.length))
            .order(ByteOrder.nativeOrder());
    instruction(program, LOAD_WORD_ABSOLUTE, 0, RANDOM);
    instruction(program, MODULO, 0, live.length);
    for (int i = 0; i < live.length; i++) {
      if (i < live.length - 1) {
        instruction(program, JUMP_IF_EQUAL, 1, i);
      }
      instruction(program, RETURN, 0, live[i]);
    }
    return program;
  }

  private static void instruction(ByteBuffer program, int code, int jumpIfFalse, int operand) {
    program.putShort((short) code).put((byte) 0).put((byte) jumpIfFalse).putInt(operand);
  }
}
