// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.chat;

/// A chat template that cannot be run, or not with these messages.
public final class UnusableTemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param why without message text
  public UnusableTemplateException(String why) {
    super(why);
  }
}
