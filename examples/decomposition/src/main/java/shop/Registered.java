package shop;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.serviceproxy.ServiceBinder;

/** A verticle that is a service: others find it by its address, in whatever JVM it runs. */
abstract class Registered<T> extends VerticleBase {
  private final String address;
  private final Class<T> type;

  Registered(String address, Class<T> type) {
    this.address = address;
    this.type = type;
  }

  @Override
  public final Future<?> start() {
    // Ready only when the cluster knows the address.
    return new ServiceBinder(vertx)
        .setAddress(address)
        .register(type, type.cast(this))
        .completion();
  }
}
