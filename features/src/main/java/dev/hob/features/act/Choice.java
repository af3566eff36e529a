// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// What a person's words come to.
public sealed interface Choice {
  /// One call, valid by the action's schema.
  ///
  /// @param tainted arguments that stem from content
  record Call(Action action, ObjectNode arguments, List<Tainted> tainted) implements Choice {
    public Call {
      tainted = List.copyOf(tainted);
    }

    /// Names of the tainted arguments.
    public List<String> taintedNames() {
      return tainted.stream().map(Tainted::argument).distinct().toList();
    }
  }

  /// The action is clear, a required argument is not.
  ///
  /// @param arguments what was said already
  /// @param parameter the first one that is missing
  /// @param question for the person; written by code
  record Ask(Action action, ObjectNode arguments, String parameter, String question)
      implements Choice {}

  /// No action fits.
  ///
  /// @param reason for the person
  record None(String reason) implements Choice {}

  /// As the wire has it: `outcome`, `call`, `question`, `parameter` and `reason` always, null where
  /// they have nothing to say; `partial` beside a question.
  default ObjectNode json() {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    switch (this) {
      case Call call -> {
        ObjectNode made = named(out.put("outcome", "call").putObject("call"), call.action());
        made.set("arguments", call.arguments());
        ArrayNode tainted = made.putArray("tainted");
        call.tainted()
            .forEach(value ->
                tainted
                    .addObject()
                    .put("argument", value.argument())
                    .put("source", value.source())
                    .put("start", value.start())
                    .put("end", value.end()));
        out.putNull("question").putNull("parameter").putNull("reason");
      }
      case Ask ask -> {
        out.put("outcome", "ask").putNull("call");
        out.put("question", ask.question()).put("parameter", ask.parameter()).putNull("reason");
        named(out.putObject("partial"), ask.action()).set("arguments", ask.arguments());
      }
      case None none -> {
        out.put("outcome", "none").putNull("call").putNull("question").putNull("parameter");
        out.put("reason", none.reason());
      }
    }
    return out;
  }

  private static ObjectNode named(ObjectNode out, Action action) {
    return out.put("app", action.app()).put("action", action.name());
  }
}
