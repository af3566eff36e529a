// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.offer;

import dev.hob.policy.ActionRules.Risk;
import java.util.Arrays;
import java.util.Set;

/// What the name and label of an action that nobody classified say about its harm. Words can only
/// raise a risk above what its kind has; a label in another language leaves the kind's own.
/// Immutable.
public final class ActionWords {
  /// Goes out, or cannot be taken back.
  private static final Set<String> GRAVE =
      Set.of(
          "delete",
          "erase",
          "wipe",
          "destroy",
          "send",
          "submit",
          "publish",
          "upload",
          "pay",
          "buy",
          "purchase",
          "transfer",
          "uninstall",
          "install",
          "shutdown",
          "poweroff",
          "reboot",
          "logout",
          "revoke",
          "trash",
          "empty",
          "kill",
          "terminate",
          "unlock");

  /// Loses something that may not be saved.
  private static final Set<String> LOSING =
      Set.of(
          "quit",
          "exit",
          "close",
          "clear",
          "remove",
          "discard",
          "revert",
          "reload",
          "overwrite",
          "replace",
          "rename",
          "move",
          "cut",
          "merge",
          "import",
          "export",
          "print",
          "share",
          "archive",
          "disable",
          "disconnect",
          "lock",
          "reset",
          "restart",
          "post");

  /// Shows something, and no more; undo and redo take each other back.
  private static final Set<String> HARMLESS =
      Set.of("about", "help", "shortcuts", "contents", "undo", "redo", "find", "search", "zoom");

  /// Changes the text or the entries in front of the person, in a way that an app's undo takes
  /// back.
  private static final Set<String> EDITING =
      Set.of(
          "cut",
          "paste",
          "delete",
          "convert",
          "insert",
          "clear",
          "duplicate",
          "uppercase",
          "lowercase",
          "case",
          "indent",
          "sort",
          "strip",
          "transpose",
          "replace",
          "move",
          "format");

  private ActionWords() {}

  /// @param toggle a switch, or one of several choices: can be put back
  /// @param undoable the app's own undo takes it back
  /// @param texts name and label
  public static Risk risk(boolean toggle, boolean undoable, String... texts) {
    Risk risk = toggle || any(HARMLESS, texts[0]) ? Risk.LOW : Risk.MEDIUM;
    for (String text : texts) {
      if (any(GRAVE, text) && !undoable) {
        return Risk.HIGH;
      }
      if (any(LOSING, text) || any(GRAVE, text)) {
        risk = Risk.MEDIUM;
      }
    }
    return risk;
  }

  /// Whether undo of the same group takes it back.
  public static boolean edits(String name) {
    return any(EDITING, name) && !any(Set.of("preferences", "view", "state"), name);
  }

  private static boolean any(Set<String> words, String text) {
    return Arrays.stream(CleanText.words(text).split(" ")).anyMatch(words::contains);
  }
}
