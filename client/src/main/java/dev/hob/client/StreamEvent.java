// SPDX-License-Identifier: Apache-2.0
package dev.hob.client;

import com.fasterxml.jackson.databind.JsonNode;

/// One server-sent event of a streamed answer.
///
/// @param name `accepted`, `delta`, `replace` (`done` and `error` end the call instead)
public record StreamEvent(String name, JsonNode data) {}
