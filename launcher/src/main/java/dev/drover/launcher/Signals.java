package dev.drover.launcher;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.util.List;

/**
 * What the system tells this process. Being asked to stop: SIGINT, SIGTERM and SIGHUP mean the
 * same. By reflection, because javac has a warning for {@code sun.misc.Signal} that cannot be
 * suppressed; the module that exports it is there to stay.
 */
final class Signals {
  private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

  private Signals() {}

  /**
   * A signal that is ignored (as under {@code nohup}) stays so. Both are called on a thread of the
   * signal's own.
   *
   * @param first asked once to stop
   * @param again asked again: stop at once
   */
  static void onStop(Runnable first, Runnable again) {
    Runnable handler = new StopRequests(first, again, System::nanoTime);
    NAMES.forEach(name -> on(name, handler));
  }

  /**
   * SIGHUP no longer means to stop, but this; it is what a service manager asks for a reload with.
   * To be called after {@link #onStop}.
   */
  static void onReload(Runnable handler) {
    on("HUP", handler);
  }

  /** Called on a thread of the signal's own whenever a child process, or an orphan, has ended. */
  static void onChildEnd(Runnable handler) {
    on("CHLD", handler);
  }

  private static void on(String name, Runnable handler) {
    try {
      handle(name, handler);
    } catch (InvocationTargetException unavailable) {
      // This system has no such signal, or the JVM was told to leave it alone (-Xrs).
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
    }
  }

  private static void handle(String name, Runnable handler) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    MethodHandle run =
        MethodHandles.lookup()
            .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
            .bindTo(handler);
    Object proxy =
        MethodHandleProxies.asInterfaceInstance(
            handlerType, MethodHandles.dropArguments(run, 0, signal));
    Object instance = signal.getConstructor(String.class).newInstance(name);
    signal.getMethod("handle", signal, handlerType).invoke(null, instance, proxy);
  }
}
