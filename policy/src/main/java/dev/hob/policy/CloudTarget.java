// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The one server that work may be sent to, if its data class may leave at all.
///
/// @param endpoint an OpenAI-compatible base address, `https`
/// @param keyFile holds the bearer token, alone on one line
/// @param caFile PEM certificates to trust instead of the system's, e.g. of a self-signed server
/// @param timeout of one attempt
/// @param retries after a failed first attempt
public record CloudTarget(
    URI endpoint,
    String model,
    Optional<Path> keyFile,
    Optional<Path> caFile,
    Duration timeout,
    int retries) {}
