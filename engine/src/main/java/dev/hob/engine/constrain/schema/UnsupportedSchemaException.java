// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.constrain.schema;

/// A schema that cannot be made a constraint. Nothing was compiled.
public final class UnsupportedSchemaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String pointer;
  private final String why;

  UnsupportedSchemaException(String pointer, String why) {
    super(pointer + ": " + why);
    this.pointer = pointer;
    this.why = why;
  }

  /// JSON pointer to what cannot be used.
  public String pointer() {
    return pointer;
  }

  /// E.g. `unsupported keyword "oneOf"`.
  public String why() {
    return why;
  }
}
