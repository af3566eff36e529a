// SPDX-License-Identifier: Apache-2.0
/// The same features in the shape of the OpenAI API.
@NullMarked
package dev.hob.ipc.openai;

import org.jspecify.annotations.NullMarked;
