// SPDX-License-Identifier: Apache-2.0
/// The native prompt forms and their answers (data-plan.md, 3), pure: the same code writes a
/// training row, a prompt that is served and the text that a model's answer stands for.
///
/// [dev.hob.features.prompt.NativePrompts] builds a [dev.hob.features.prompt.NativePrompt] (prompt,
/// entity marks, grammar); [dev.hob.features.prompt.NativeAnswers] writes a wanted answer as
/// segments and reads a model's segments back. Two rules hold everywhere:
///
/// 1. **Space rule.** Every value begins with one space: `<|body|>␣moved the review`.
/// 2. **Entity rule.** An entity is a mark. A mark stands for *one space and the surface* (no space
///    after an opening bracket, quote, slash or dash, nor after white space). The first mention in
///    the prompt is the mark followed by its surface, `…review to<|T1|>␣15:30`; later ones and
///    those of the answer are the mark alone, `…review to<|T1|>`. A surface that follows its own
///    mark is read once.
@NullMarked
package dev.hob.features.prompt;

import org.jspecify.annotations.NullMarked;
