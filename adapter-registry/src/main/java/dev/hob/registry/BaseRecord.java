// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import java.util.List;

/// An installed base version.
///
/// @param promptForms what it was taught: `native`, `chat`, or neither
/// @param contextLength tokens of prompt and answer together
/// @param bytes on disk
/// @param trust `system`, `signed` or `unsigned`
/// @param state `active`, `installed`, or why it is not usable
public record BaseRecord(
    String name,
    String version,
    String digest,
    String lineage,
    String license,
    List<String> promptForms,
    int contextLength,
    long parameters,
    double bitsPerWeight,
    long bytes,
    String trust,
    String state) {
  public BaseRecord {
    promptForms = List.copyOf(promptForms);
  }
}
