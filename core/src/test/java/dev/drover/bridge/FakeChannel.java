package dev.drover.bridge;

import dev.drover.process.Channel;
import dev.drover.process.ChildProcess;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.lang.reflect.Proxy;

/** A channel without a process: a million children would take too long. */
final class FakeChannel implements Channel {
  private final Promise<Void> disconnected = Promise.promise();
  private Handler<Object> handler;
  private boolean connected = true;
  Object lastSaid;

  /** A child that has nothing but this. */
  ChildProcess child() {
    return (ChildProcess)
        Proxy.newProxyInstance(
            FakeChannel.class.getClassLoader(),
            new Class<?>[] {ChildProcess.class},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "channel" -> this;
                  case "pid" -> 1L;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  void receive(Object message) {
    if (handler != null) {
      handler.handle(message);
    }
  }

  @Override
  public Future<Void> write(Object message) {
    lastSaid = message;
    return Future.succeededFuture();
  }

  @Override
  public boolean isConnected() {
    return connected;
  }

  @Override
  public Future<Void> disconnect() {
    connected = false;
    disconnected.tryComplete();
    return disconnected.future();
  }

  @Override
  public Future<Void> disconnected() {
    return disconnected.future();
  }

  @Override
  public Channel handler(Handler<Object> newHandler) {
    handler = newHandler;
    return this;
  }

  @Override
  public Channel pause() {
    return this;
  }

  @Override
  public Channel resume() {
    return this;
  }

  @Override
  public Channel fetch(long amount) {
    return this;
  }

  @Override
  public Channel endHandler(Handler<Void> endHandler) {
    return this;
  }

  @Override
  public Channel exceptionHandler(Handler<Throwable> exceptionHandler) {
    return this;
  }

  @Override
  public Channel drainHandler(Handler<Void> drainHandler) {
    return this;
  }

  @Override
  public Channel setLongestMessage(int bytes) {
    return this;
  }

  @Override
  public Channel setWriteQueueMaxSize(int bytes) {
    return this;
  }

  @Override
  public boolean writeQueueFull() {
    return false;
  }
}
