package dev.drover.config;

/** The threads that a verticle's handlers run on, as a configuration file names them. */
enum Threading {
  EVENT_LOOP,
  WORKER,
  VIRTUAL_THREAD
}
