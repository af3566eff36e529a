// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import java.util.Optional;

/// What is known of a base without mapping it.
///
/// @param form empty for a base that was made for neither: it only continues text
/// @param contextLength tokens of prompt and answer together
public record BaseTraits(
    String name, String version, String digest, Optional<PromptForm> form, int contextLength) {}
