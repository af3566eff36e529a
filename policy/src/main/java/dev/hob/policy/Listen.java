// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy;

import java.nio.file.Path;

/// A TCP door over TLS for other machines' Hobs; there is none unless an admin wrote one.
///
/// @param port 0 = any free port
/// @param tokenFile holds the bearer token that callers must show
public record Listen(String host, int port, Path certFile, Path keyFile, Path tokenFile) {}
