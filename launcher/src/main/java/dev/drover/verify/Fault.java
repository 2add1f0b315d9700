package dev.drover.verify;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What is done to a service. */
enum Fault {
  RELOAD(Phase.RELOAD),
  KILL(Phase.KILL),
  HANG(Phase.HANG);

  private final Phase phase;

  Fault(Phase phase) {
    this.phase = phase;
  }

  Phase phase() {
    return phase;
  }

  /** All of them, in an order that the options' seed decides. */
  static List<Fault> plan(VerifyOptions options) {
    List<Fault> plan = new ArrayList<>();
    plan.addAll(Collections.nCopies(options.reloads(), RELOAD));
    plan.addAll(Collections.nCopies(options.kills(), KILL));
    plan.addAll(Collections.nCopies(options.hangs(), HANG));
    Collections.shuffle(plan, new Random(options.seed()));
    return plan;
  }
}
