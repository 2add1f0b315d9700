package dev.drover.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** Lays a profile over a configuration: objects key by key, everything else as a whole. */
final class ProfileMerge {

  private ProfileMerge() {}

  static Node merge(Node base, Node over) {
    if (!(base instanceof Node.Members below) || !(over instanceof Node.Members above)) {
      return over;
    }
    Map<String, Node.Member> merged = new LinkedHashMap<>(below.members());
    above
        .members()
        .forEach(
            (key, member) ->
                merged.merge(
                    key,
                    member,
                    (old, replacing) ->
                        new Node.Member(replacing.place(), merge(old.value(), replacing.value()))));
    return new Node.Members(below.place(), merged);
  }
}
