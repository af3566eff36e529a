// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.confirm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.act.Action;
import dev.hob.features.act.Confirmation.Question;
import dev.hob.ipc.desktop.offer.CleanText;
import java.util.ArrayList;
import java.util.List;

/// What the notification says: what would happen, where, with which arguments, who wants it.
/// Nothing in it is cut without a mark, and nothing that a program wrote can look like the frame
/// around it. Immutable.
///
/// @param title plain, as servers show it
/// @param body with markup where `escaped`
record QuestionText(String title, String body) {
  private static final int TITLE = 100;
  private static final int VALUE = 200;

  /// @param escaped whether the server reads the body as markup
  /// @param hasBody whether it shows a body at all
  static QuestionText of(Question question, boolean escaped, boolean hasBody) {
    Action action = question.action();
    List<String> lines = new ArrayList<>();
    lines.add(shown("Action: " + action.name() + " of " + action.app(), escaped));
    question
        .arguments()
        .properties()
        .forEach(argument ->
            lines.add(
                shown(argument.getKey() + ": " + value(argument.getValue()), escaped)
                    + (question.tainted().contains(argument.getKey())
                        ? emphasized("  ← copied from content, not said by you", escaped)
                        : "")));
    lines.add(shown("Asked for by " + question.caller(), escaped));
    String title = CleanText.line(action.appName() + ": " + action.description() + "?", TITLE);
    return hasBody
        ? new QuestionText(title, String.join("\n", lines))
        : new QuestionText(title + " " + String.join("; ", lines), "");
  }

  private static String value(JsonNode value) {
    return value.isTextual() ? "“" + value.textValue() + "”" : value.toString();
  }

  private static String shown(String text, boolean escaped) {
    String clean = CleanText.line(text, VALUE);
    return escaped ? clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") : clean;
  }

  private static String emphasized(String text, boolean escaped) {
    return escaped ? "<b>" + text + "</b>" : text;
  }
}
