// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act;

/// An argument whose words stand only in content, not in what the person said.
///
/// @param argument name of the parameter
/// @param source where the words stand, e.g. `context[0]`
/// @param start of the words in that text, UTF-16 code units
/// @param end just after them
public record Tainted(String argument, String source, int start, int end) {}
