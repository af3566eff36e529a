// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import dev.hob.features.prompt.NativePrompt;
import dev.hob.router.Segment;
import java.util.List;

/// Prompts and answers of `features` as tasks: one place where their segments become pieces.
final class Rendered {
  private Rendered() {}

  static Task task(String family, String template, NativePrompt prompt, List<Segment> answer) {
    return new Task(family, template, pieces(prompt.prompt().segments()), pieces(answer));
  }

  private static List<Piece> pieces(List<Segment> segments) {
    return segments.stream().map(Rendered::piece).toList();
  }

  private static Piece piece(Segment segment) {
    return switch (segment) {
      case Segment.Special(String name) -> new Piece.Special(name);
      case Segment.Trusted(String text) -> new Piece.Text(text);
      case Segment.Content(String text) -> new Piece.Text(text);
    };
  }
}
