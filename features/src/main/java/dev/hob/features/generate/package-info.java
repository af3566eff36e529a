// SPDX-License-Identifier: Apache-2.0
/// The model as it is, without a feature around it: `{prompt}` or `{messages}` → `{text}`, held to
/// a JSON Schema where one is asked for. For scoring, for apps that bring their own prompts, and
/// for what knows OpenAI's chat alone.
@NullMarked
package dev.hob.features.generate;

import org.jspecify.annotations.NullMarked;
