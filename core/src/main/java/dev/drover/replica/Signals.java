package dev.drover.replica;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Signals to this JVM. By reflection, because javac has a warning for {@code sun.misc.Signal} that
 * cannot be suppressed; the module that exports it is there to stay.
 */
final class Signals {

  private Signals() {}

  /**
   * A terminal's Ctrl-C is the supervisor's alone to handle. A handler that does nothing, and not
   * SIG_IGN: that one the application's own child processes would inherit.
   */
  static void ignoreInterrupt() {
    handle("INT", () -> {});
  }

  /**
   * @param handler called on a new thread each time
   */
  static void onTerminate(Runnable handler) {
    handle("TERM", handler);
  }

  private static void handle(String name, Runnable handler) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (self, method, args) -> {
                if (method.getName().equals("handle")) {
                  handler.run();
                  return null;
                }
                return method.getName().equals("hashCode")
                    ? (Object) System.identityHashCode(self)
                    : method.getName().equals("equals") ? self == args[0] : "signal handler";
              });
      Object instance = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handlerType).invoke(null, instance, proxy);
    } catch (InvocationTargetException e) {
      // The JVM was told to leave this signal alone (-Xrs): then its default action stays.
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
    }
  }
}
