package dev.drover.bridge;

import dev.drover.config.JsonFields;

/**
 * One argument of a command.
 *
 * @param otherwise its text when it is missing; null for none
 * @param leadingDash whether its text may begin with a dash where a program could take it for an
 *     option
 * @param secret whether the audit log leaves it out
 */
record ArgumentRule(
    ValueRule value, boolean required, String otherwise, boolean leadingDash, boolean secret) {

  static ArgumentRule read(JsonFields fields) {
    ValueRule value = ValueRule.read(fields);
    boolean optional = fields.has("default") || isFlag(value);
    boolean required = fields.flag("required", !optional);
    if (required && optional) {
      fields.problem("required", "cannot be true together with a default or a flag");
    }
    return new ArgumentRule(
        value,
        required,
        otherwise(value, fields),
        fields.flag("leadingDash", isFlag(value)),
        fields.flag("secret", false));
  }

  private static boolean isFlag(ValueRule value) {
    return value instanceof ValueRule.Switch choice && choice.flag() != null;
  }

  private static String otherwise(ValueRule rule, JsonFields fields) {
    Object value = fields.value("default");
    try {
      return value == null ? null : rule.text(value);
    } catch (IllegalArgumentException e) {
      fields.problem("default", e.getMessage());
      return null;
    }
  }

  /** The text for a value of the request; null for none. */
  String text(String name, Object given) throws RefusedException {
    if (given == null && required) {
      throw new RefusedException(BridgeFailure.BAD_REQUEST, "args." + name + " is required");
    }
    try {
      return given == null ? otherwise : value.text(given);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(BridgeFailure.BAD_REQUEST, "args." + name + " " + e.getMessage());
    }
  }
}
