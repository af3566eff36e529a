// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

/// An installed adapter version.
///
/// @param recovery `included`, `beside` or `none`
/// @param state `active`, `installed`, or why it is not usable on the active base
public record AdapterRecord(
    String name,
    String version,
    String role,
    String digest,
    String lineage,
    String recovery,
    int rank,
    long bytes,
    String license,
    String trust,
    String state) {}
