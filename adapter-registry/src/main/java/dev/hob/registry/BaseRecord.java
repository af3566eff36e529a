// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

/// An installed base version.
///
/// @param bytes on disk
/// @param trust `system`, `signed` or `unsigned`
/// @param state `active`, `installed`, or why it is not usable
public record BaseRecord(
    String name,
    String version,
    String digest,
    String lineage,
    String license,
    double bitsPerWeight,
    long bytes,
    String trust,
    String state) {}
