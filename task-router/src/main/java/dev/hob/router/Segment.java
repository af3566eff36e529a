// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

/// A part of a prompt, marked by where it comes from.
public sealed interface Segment {
  /// The special token `<|name|>` of the template.
  record Special(String name) implements Segment {}

  /// Text of the template or of validated options.
  record Trusted(String text) implements Segment {}

  /// Untrusted text: data, never template. Encoded with special tokens off.
  record Content(String text) implements Segment {}
}
