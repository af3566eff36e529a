// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.match;

import dev.hob.features.act.Action;
import dev.hob.features.act.PromptForms;
import dev.hob.features.act.schema.Parameter;
import dev.hob.features.act.schema.ValueType.Flag;
import dev.hob.features.act.schema.ValueType.Form;
import dev.hob.features.act.schema.ValueType.Items;
import dev.hob.features.act.schema.ValueType.Moment;
import dev.hob.features.act.schema.ValueType.Numeric;
import dev.hob.features.act.schema.ValueType.OneOf;
import dev.hob.features.act.schema.ValueType.Structure;
import dev.hob.features.act.schema.ValueType.Text;
import java.util.List;
import java.util.Locale;

/// Asks for a missing argument, by its name, type and description. Written by code: no model has a
/// say in what a person is asked.
public final class Questions {
  private Questions() {}

  /// One sentence, e.g. `New note: which text?`.
  public static String about(Action action, Parameter parameter) {
    String name = PromptForms.words(parameter.name());
    String what =
        switch (parameter.type()) {
          case Moment(Form form) ->
              switch (form) {
                case DATE -> "on which day?";
                case TIME -> "at what time?";
                case DATE_TIME -> "when?";
                case DURATION -> "for how long?";
              };
          case Numeric _ -> name.endsWith("s") ? "how many " + name + "?" : "which " + name + "?";
          case Flag() -> name + ": yes or no?";
          case OneOf _ -> "which " + name + "? (" + String.join(", ", choices(parameter)) + ")";
          case Text _, Items _, Structure _ -> "which " + name + "?";
        };
    String title = PromptForms.words(action.name());
    String about = parameter.description().strip();
    String more =
        about.isEmpty() || about.length() > 100 ? "" : " (" + about.replaceAll("\\.$", "") + ")";
    return title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1) + ": " + what + more;
  }

  private static List<String> choices(Parameter parameter) {
    List<String> shown = PromptForms.choices(parameter.type());
    return shown.isEmpty() ? List.of("…") : shown;
  }
}
