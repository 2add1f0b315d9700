package dev.drover.replica;

import io.vertx.core.DeploymentOptions;

/**
 * Makes Vert.x deploy one instance whose {@code Context.getInstanceCount()} tells how many there
 * are of the verticle, now: Vert.x asks {@link #getInstances} how many to make, and answers an
 * application from a copy of these options, which has what was {@link #setInstances set}.
 */
final class OneOfSeveral extends DeploymentOptions {

  OneOfSeveral(DeploymentOptions options) {
    super(options);
    // Set again because the copy constructor forgets it.
    setClassLoader(options.getClassLoader());
  }

  @Override
  public int getInstances() {
    return 1;
  }
}
