package dev.drover.config;

import java.util.regex.Pattern;

/** What a value without quotes is, by the core schema of YAML 1.2, of which JSON is a part. */
enum ScalarKind {
  NOTHING("|~|null|Null|NULL"),
  FLAG("true|True|TRUE|false|False|FALSE"),
  WHOLE("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
  NUMBER(
      "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"
          + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)"),
  TEXT(".*");

  private final Pattern form;

  ScalarKind(String form) {
    this.form = Pattern.compile(form, Pattern.DOTALL);
  }

  static ScalarKind of(String plainText) {
    for (ScalarKind kind : values()) {
      if (kind.form.matcher(plainText).matches()) {
        return kind;
      }
    }
    return TEXT;
  }
}
