package dev.drover.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts a tree together from its parts as they are read. Without recursion, and with bounds, so that
 * no document takes the stack or the memory.
 */
final class NodeBuilder {
  static final int DEEPEST = 100;
  static final int MOST = 100_000;

  /** A list or an object whose end is still to come. */
  private static final class Open {
    private final Place place;
    private final String anchor;
    private final int sizeBefore;
    private final Map<String, Node.Member> members;
    private final List<Node> items = new ArrayList<>();
    private Node.Scalar key;

    Open(Place place, String anchor, int sizeBefore, boolean object) {
      this.place = place;
      this.anchor = anchor;
      this.sizeBefore = sizeBefore;
      members = object ? new LinkedHashMap<>() : null;
    }

    boolean wantsKey() {
      return members != null && key == null;
    }

    Node node() {
      return members == null ? new Node.Items(place, items) : new Node.Members(place, members);
    }
  }

  private record Named(Node node, int size) {}

  private final FileProblems problems;
  private final Deque<Open> open = new ArrayDeque<>();
  private final Map<String, Named> anchors = new HashMap<>();
  private String anchor;
  private int size;
  private Node root;

  NodeBuilder(FileProblems problems) {
    this.problems = problems;
  }

  /** Null as long as nothing is complete. */
  Node root() {
    return root;
  }

  /** Names what is added next; null for no name. */
  void anchor(String name) {
    anchor = name;
  }

  void open(Place place, boolean object) {
    if (!open.isEmpty() && open.peek().wantsKey()) {
      throw fail(place, "a key must be text");
    }
    if (open.size() == DEEPEST) {
      throw fail(place, "is nested deeper than " + DEEPEST + " levels");
    }
    open.push(new Open(place, anchor, size, object));
    anchor = null;
    grow(place, 1);
  }

  void close() {
    Open ended = open.pop();
    add(ended.node(), ended.anchor, size - ended.sizeBefore);
  }

  void scalar(Node.Scalar scalar) {
    grow(scalar.place(), 1);
    if (!open.isEmpty() && open.peek().wantsKey()) {
      open.peek().key = scalar;
    } else {
      add(scalar, anchor, 1);
    }
    anchor = null;
  }

  void alias(String name, Place place) {
    Named named = anchors.get(name);
    if (named == null) {
      throw fail(place, "*" + name + " stands for nothing: no &" + name + " ends before it");
    }
    if (!open.isEmpty() && open.peek().wantsKey()) {
      throw fail(place, "a key must be text");
    }
    grow(place, named.size());
    add(named.node(), null, named.size());
  }

  private void add(Node node, String name, int nodeSize) {
    if (name != null) {
      anchors.put(name, new Named(node, nodeSize));
    }
    Open parent = open.peek();
    if (parent == null) {
      root = node;
    } else if (parent.members == null) {
      parent.items.add(node);
    } else {
      addMember(parent, node);
    }
  }

  private void addMember(Open parent, Node node) {
    Node.Scalar key = parent.key;
    parent.key = null;
    Node.Member before = parent.members.putIfAbsent(key.text(), new Node.Member(key.place(), node));
    if (before != null) {
      problems.add(
          key.place(),
          "%s is given twice, first in line %d; remove one of them"
              .formatted(key.text(), before.place().line()));
    }
  }

  private void grow(Place place, int by) {
    size += by;
    if (size > MOST) {
      throw fail(place, "is too large: a configuration has at most " + MOST + " values");
    }
  }

  private ConfigException fail(Place place, String text) {
    problems.add(place, text);
    return problems.exception();
  }
}
