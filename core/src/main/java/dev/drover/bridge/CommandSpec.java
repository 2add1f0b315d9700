package dev.drover.bridge;

import dev.drover.config.JsonFields;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A command that may be run by its name.
 *
 * @param argv of its program, arguments included; null for a shell command
 * @param shell text for {@code /bin/sh}, which gets the arguments as positional parameters in the
 *     order of {@code rules}; null for a program
 */
record CommandSpec(
    String name,
    ArgvTemplate argv,
    String shell,
    Map<String, ArgumentRule> rules,
    CommandSettings settings) {
  private static final String SHELL = "/bin/sh";
  private static final Pattern ARGUMENT_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

  /** The free text of a request, where that is allowed. */
  static CommandSpec ofShellText(String text, CommandSettings settings) {
    return new CommandSpec("(shell)", null, text, Map.of(), settings);
  }

  static CommandSpec read(String name, JsonFields fields) {
    Map<String, ArgumentRule> rules = rules(fields);
    List<String> words = fields.texts("command");
    String shell = fields.text("shell", null);
    if (fields.has("command") == fields.has("shell")) {
      fields.problem("command", "or shell must be given, and not both");
    }
    ArgvTemplate argv = null;
    if (shell == null) {
      argv = ArgvTemplate.parse(words);
      checkProgram(words, fields);
      checkNames(argv, rules.keySet(), fields);
    } else {
      checkShell(shell, rules.keySet(), fields);
    }
    return new CommandSpec(name, argv, shell, rules, CommandSettings.read(fields));
  }

  private static Map<String, ArgumentRule> rules(JsonFields fields) {
    Map<String, ArgumentRule> rules =
        fields.objects("args", (name, rule) -> ArgumentRule.read(rule));
    for (String name : rules.keySet()) {
      if (!ARGUMENT_NAME.matcher(name).matches()) {
        fields.problem("args." + name, "must be named with letters, digits and underscores");
      }
    }
    return rules;
  }

  private static void checkProgram(List<String> words, JsonFields fields) {
    boolean none = fields.value("command") instanceof JsonArray array && array.isEmpty();
    if (none || !words.isEmpty() && words.get(0).isEmpty()) {
      fields.problem("command", "must begin with a program");
    } else if (!words.isEmpty() && !ArgvTemplate.parse(words.subList(0, 1)).names().isEmpty()) {
      fields.problem("command[0]", "is the program, which no argument may choose");
    }
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).indexOf('\0') >= 0) {
        fields.problem("command[" + i + "]", "must not contain NUL");
      }
    }
  }

  private static void checkNames(ArgvTemplate argv, Set<String> declared, JsonFields fields) {
    for (String name : argv.names()) {
      if (!declared.contains(name)) {
        fields.problem("command", "uses ${" + name + "}, which args does not declare");
      }
    }
    for (String name : declared) {
      if (ARGUMENT_NAME.matcher(name).matches() && !argv.names().contains(name)) {
        fields.problem("args." + name, "is used nowhere; write ${" + name + "} in the command");
      }
    }
  }

  /** Arguments are never pasted into the text: who expects it is told how it is done. */
  private static void checkShell(String shell, Set<String> declared, JsonFields fields) {
    if (shell.isBlank() || shell.indexOf('\0') >= 0) {
      fields.problem("shell", "must be text for /bin/sh");
    }
    int position = 0;
    for (String name : declared) {
      position++;
      if (shell.contains("${" + name + "}")) {
        fields.problem(
            "shell",
            "uses ${%s}, but arguments are never pasted into shell text: write \"$%s\""
                .formatted(name, position > 9 ? "{" + position + "}" : position));
      }
    }
  }

  /**
   * The program and its arguments.
   *
   * @throws RefusedException when the values of the request do not fit
   */
  List<String> argv(JsonObject args) throws RefusedException {
    for (String name : args.fieldNames()) {
      if (!rules.containsKey(name)) {
        throw new RefusedException(
            BridgeFailure.BAD_REQUEST,
            "command '%s' has no argument '%s'".formatted(this.name, Shown.of(name)));
      }
    }
    Map<String, String> texts = new HashMap<>();
    Set<String> dashAllowed = new HashSet<>();
    for (Map.Entry<String, ArgumentRule> rule : rules.entrySet()) {
      String given = rule.getKey();
      texts.put(given, rule.getValue().text(given, args.getValue(given)));
      if (rule.getValue().leadingDash()) {
        dashAllowed.add(given);
      }
    }
    return shell == null ? argv.fill(texts, dashAllowed) : shellArgv(texts, dashAllowed);
  }

  private List<String> shellArgv(Map<String, String> texts, Set<String> dashAllowed)
      throws RefusedException {
    List<String> argv = new ArrayList<>(List.of(SHELL, "-c", shell, name));
    for (String each : rules.keySet()) {
      // One that is missing keeps its place, so that the others keep theirs.
      String text = texts.get(each) == null ? "" : texts.get(each);
      argv.addAll(
          ArgvTemplate.parse(List.of("${" + each + "}")).fill(Map.of(each, text), dashAllowed));
    }
    return argv;
  }
}
