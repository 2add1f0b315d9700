package dev.drover.replica;

import dev.drover.cluster.JoinGrant;
import dev.drover.config.ApplicationSpec;
import dev.drover.config.ClusterConfig;
import dev.drover.config.ReadyPolicy;
import dev.drover.config.StopPolicy;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * What supervisor and replica say to each other over the channel: one JSON object a line. This is
 * the whole vocabulary, and how each message is written. All are values: any thread may have them.
 */
public sealed interface ChannelMessage {

  /** Longest line either side accepts, in bytes without its line end. */
  int MAX_LINE = 4 * 1024 * 1024;

  /** Replica: the first message, which proves who is speaking. */
  record Hello(int slot, String token, long pid) implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      return type("hello").put("slot", slot).put("token", token).put("pid", pid);
    }
  }

  /** Replica: may I enter the cluster? */
  record JoinAsk() implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      return type("joinAsk");
    }
  }

  /**
   * Replica: I am a member now.
   *
   * @param nodeId its name in the cluster, for this life only
   */
  record Joined(String nodeId) implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      return type("joined").put("nodeId", nodeId);
    }
  }

  /** Replica: the join that was granted failed. */
  record JoinFailed(String kind) implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      return type("joinFailed").put("kind", kind);
    }
  }

  /**
   * Replica: takes traffic.
   *
   * @param instances of the verticle; 0 for a main method
   */
  record Ready(int instances) implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      return type("ready").put("instances", instances);
    }
  }

  /**
   * Replica: the application has started, and does not answer as its ready check wants it; asked
   * again. Sent when the reason changes.
   */
  record NotReady(String why) implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      return type("notReady").put("why", why);
    }
  }

  /** Replica: the application did not start, for this cause; exits by itself after this. */
  record StartFailed(List<String> cause) implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      return type("startFailed").put("cause", new JsonArray(cause));
    }
  }

  /**
   * Replica, at an interval: runs, and how.
   *
   * @param debugged whether a debugger may stop it at any time
   * @param loops every event loop that runs
   */
  record Beat(boolean debugged, Vitals vitals, List<LoopBeat> loops) implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      JsonArray each = new JsonArray(loops.stream().map(LoopBeat::toJson).toList());
      return type("beat")
          .put("debugged", debugged)
          .put("vitals", vitals.toJson())
          .put("loops", each);
    }
  }

  /**
   * Replica: what its threads do. Answers {@link AskStacks}.
   *
   * @param stacks of the threads asked for that are event loops
   * @param dump of all threads, for people
   */
  record Stacks(long id, List<ThreadStack> stacks, String dump) implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      JsonArray each = new JsonArray(stacks.stream().map(ThreadStack::toJson).toList());
      return type("stacks").put("id", id).put("stacks", each).put("dump", dump);
    }
  }

  /**
   * Replica: what has come of an {@link AskBus}.
   *
   * @param said see {@link BusDesk}
   */
  record BusSays(long id, JsonObject said) implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      return type("busSays").put("id", id).put("said", said);
    }
  }

  /**
   * Replica: has so many instances now. Answers {@link SetInstances}.
   *
   * @param loops how many event loops they share
   * @param cut connections that were not drained in time
   * @param problem why they are not as many as was asked for; null when they are
   */
  record InstancesSet(long id, int instances, int loops, int cut, String problem)
      implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      return type("instancesSet")
          .put("id", id)
          .put("instances", instances)
          .put("loops", loops)
          .put("cut", cut)
          .put("problem", problem);
    }
  }

  /**
   * Either side, any number of times: from application code for application code.
   *
   * @param body a JSON value; may be null
   */
  record Said(Object body) implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      return type("said").put("body", body);
    }
  }

  /**
   * Supervisor: run this. Sent once, in answer to {@link Hello}.
   *
   * @param stop how long the replica has when it stops without being told how long
   * @param ready when it is; its timeout is the supervisor's matter
   * @param cluster that it may enter
   * @param admission when it takes connections
   */
  record Start(
      ApplicationSpec application,
      StopPolicy stop,
      ReadyPolicy ready,
      String serviceName,
      ClusterConfig cluster,
      Admission admission)
      implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      return type("start")
          .mergeIn(PolicyJson.of(stop))
          .put("application", application.toJson())
          .mergeIn(PolicyJson.of(ready))
          .put("serviceName", serviceName)
          .put("cluster", cluster.toJson())
          .put("admission", admission.name());
    }
  }

  /** Supervisor: take connections from now on. Sent once to a replica that waits to be told. */
  record Open() implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      return type("open");
    }
  }

  /**
   * Supervisor: the slot is yours; whoever had it is about to drain. Sent once to a replica that
   * waited for {@link Open}, after that.
   *
   * @param predecessor its pid; -1 when there was none
   */
  record TakeOver(long predecessor) implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      return type("takeOver").put("predecessor", predecessor);
    }
  }

  /** Supervisor: send a {@link Beat} at this interval, from now on. */
  record SendBeats(Duration interval) implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      return type("sendBeats").put("intervalMs", interval.toMillis());
    }
  }

  /**
   * Supervisor: what do your threads do?
   *
   * @param threads names of event-loop threads to report on one by one
   */
  record AskStacks(long id, List<String> threads) implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      return type("askStacks").put("id", id).put("threads", new JsonArray(threads));
    }
  }

  /** Supervisor: do this on your event bus. Answered by {@link BusSays}. */
  record AskBus(long id, BusTask task) implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      return type("askBus").put("id", id).put("task", task.toJson());
    }
  }

  /**
   * Supervisor: so much of what a listening has brought has been passed on.
   *
   * @param bytes as the messages were counted
   */
  record BusMore(long id, int bytes) implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      return type("busMore").put("id", id).put("bytes", bytes);
    }
  }

  /** Supervisor: nobody waits for what comes of that {@link AskBus} any more. */
  record BusEnd(long id) implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      return type("busEnd").put("id", id);
    }
  }

  /**
   * Supervisor: have so many instances of the verticle. Answered by {@link InstancesSet}.
   *
   * @param stop how long those that go have
   */
  record SetInstances(long id, int instances, StopPolicy stop) implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      return type("setInstances")
          .mergeIn(PolicyJson.of(stop))
          .put("id", id)
          .put("instances", instances);
    }
  }

  /** Supervisor: enter the cluster this way. Answers {@link JoinAsk}. */
  record Join(JoinGrant grant) implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      return type("join").put("grant", grant.toJson());
    }
  }

  /** Supervisor: the process of this member is gone. */
  record MemberDead(String nodeId) implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      return type("memberDead").put("nodeId", nodeId);
    }
  }

  /** Supervisor: finish what is in flight, then exit. */
  record Drain(String reason, StopPolicy stop) implements ChannelMessage {
    @Override
    public JsonObject toJson() {
      return type("drain").mergeIn(PolicyJson.of(stop)).put("reason", reason);
    }
  }

  JsonObject toJson();

  /**
   * A message of an application's as a line, with its line end.
   *
   * @throws IllegalArgumentException when the body is no JSON value, or too long for the channel
   */
  static String line(Said said) {
    try {
      String line = said.toLine();
      int bytes = line.getBytes(StandardCharsets.UTF_8).length - 1;
      if (bytes > MAX_LINE) {
        throw new IllegalArgumentException(
            "the message takes %d bytes, the channel to a replica carries %d at most"
                .formatted(bytes, MAX_LINE));
      }
      return line;
    } catch (EncodeException e) {
      throw new IllegalArgumentException("the message is no JSON value: " + e.getMessage(), e);
    }
  }

  /** The message as a line, with its line end. */
  default String toLine() {
    return toJson().encode() + '\n';
  }

  /**
   * @throws RuntimeException when the line is not one of these messages
   */
  static ChannelMessage parse(String line) {
    return MessageReader.read(new JsonObject(line));
  }

  private static JsonObject type(String type) {
    return new JsonObject().put("type", type);
  }
}
