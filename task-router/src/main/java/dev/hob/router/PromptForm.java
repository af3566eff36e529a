// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

/// How a place of work wants its prompts.
public enum PromptForm {
  /// Hob's own marks and special tokens, with an adapter for the feature.
  NATIVE,
  /// Messages, for instruct models.
  CHAT
}
