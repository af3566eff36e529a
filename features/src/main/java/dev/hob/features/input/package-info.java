// SPDX-License-Identifier: Apache-2.0
/// Reads the `input` and `options` of a request strictly: every complaint names its place by JSON
/// pointer, what was expected and what was found, never the content itself.
@NullMarked
package dev.hob.features.input;

import org.jspecify.annotations.NullMarked;
