// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.schema;

/// A schema that cannot be used.
public final class SchemaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String pointer;
  private final String expected;
  private final String got;

  /// @param pointer JSON pointer into the schema; empty = its top
  public SchemaException(String pointer, String expected, String got) {
    super((pointer.isEmpty() ? "/" : pointer) + ": expected " + expected + ", got " + got);
    this.pointer = pointer;
    this.expected = expected;
    this.got = got;
  }

  public String pointer() {
    return pointer;
  }

  public String expected() {
    return expected;
  }

  public String got() {
    return got;
  }
}
