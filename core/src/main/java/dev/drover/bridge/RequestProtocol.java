package dev.drover.bridge;

/** How a child's answers are matched with what it was asked. */
enum RequestProtocol {
  /** By an id, in any order: over a channel, or JSON in and out. */
  CORRELATED,
  /** By their order, one for each: lines in and out, or frames in and out. */
  ORDERED,
  /** Not at all. */
  NONE
}
