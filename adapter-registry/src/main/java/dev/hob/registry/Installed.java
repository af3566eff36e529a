// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

/// What an installation did.
///
/// @param kind `base` or `adapter`
/// @param digest of the installed bundle
/// @param active whether it is the active one now
/// @param golden `passed of total`, `unchecked` or `none`
public record Installed(
    String kind, String name, String version, String digest, boolean active, String golden) {}
