package dev.drover.bridge;

import dev.drover.config.ConfigException;
import dev.drover.config.JsonFields;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a command endpoint may do.
 *
 * @param shellText how free shell text runs; null when it is refused
 */
record CommandsConfig(
    String address, Map<String, CommandSpec> commands, CommandSettings shellText) {

  /**
   * @throws ConfigException with every problem
   */
  static CommandsConfig read(JsonObject json) {
    List<String> problems = new ArrayList<>();
    JsonFields fields = new JsonFields("", json, problems);
    CommandsConfig config =
        new CommandsConfig(
            fields.requiredText("address"),
            fields.objects("commands", CommandSpec::read),
            shellText(fields));
    if (config.commands.isEmpty() && config.shellText == null) {
      fields.problem("commands", "must name at least one command");
    }
    fields.finish();
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return config;
  }

  private static CommandSettings shellText(JsonFields fields) {
    boolean allowed = fields.flag("allowShellText", false);
    if (!allowed && fields.has("shellText")) {
      fields.problem("shellText", "has a meaning with allowShellText: true only");
    }
    CommandSettings settings = fields.object("shellText", CommandSettings::read);
    return allowed ? settings : null;
  }

  Set<String> names() {
    return commands.keySet();
  }
}
