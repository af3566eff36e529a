// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.value;

/// A value that stands in a text.
///
/// @param start of its words, UTF-16 code units
/// @param end just after them
public record Found<T>(int start, int end, T value) {}
