// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import java.util.List;

/// `manifest.json` of a base bundle (formats.md, 1), the part that others need.
///
/// @param recovery relative folder of the recovery adapter, empty if none
public record BaseManifest(
    String name,
    String version,
    String license,
    String lineage,
    String digest,
    String architecture,
    List<String> promptForms,
    List<String> languages,
    int contextLength,
    double bitsPerWeight,
    long parameters,
    String recovery) {}
