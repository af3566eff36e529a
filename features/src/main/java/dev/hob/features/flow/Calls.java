// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.flow;

import dev.hob.router.Plan;
import dev.hob.router.PromptForm;
import dev.hob.router.Segment;
import java.util.List;
import java.util.function.Consumer;

/// Model calls of one request, one after the other, and the way to show what is being written.
public interface Calls {
  /// Runs `plan` to its end.
  ///
  /// @param growing sees all pieces so far after each piece; for streaming
  /// @throws dev.hob.router.RefusedException the call could not start or go on, or was cancelled
  Reply run(Plan plan, Consumer<List<Segment>> growing) throws InterruptedException;

  /// Shows the whole text so far; what was shown before is its beginning, or is replaced.
  void show(String text);

  /// The form in which the calls are answered.
  PromptForm form();

  /// @param segments marks as [Segment.Special], text as [Segment.Content]; no marks at all in the
  ///   `chat` form
  /// @param whole false when the model ran out of tokens before its end
  /// @param probabilities of the marks, in order, among what the grammar allowed there; NaN where
  ///   the place of work does not tell
  record Reply(List<Segment> segments, boolean whole, List<Double> probabilities, PromptForm form) {
    public Reply {
      segments = List.copyOf(segments);
      probabilities = List.copyOf(probabilities);
    }

    public boolean isChat() {
      return form == PromptForm.CHAT;
    }

    /// The plain text of a chat answer.
    public String text() {
      return text(segments);
    }

    /// The plain text among `segments`.
    public static String text(List<Segment> segments) {
      StringBuilder out = new StringBuilder();
      for (Segment segment : segments) {
        if (segment instanceof Segment.Content(String text)) {
          out.append(text);
        }
      }
      return out.toString();
    }
  }
}
