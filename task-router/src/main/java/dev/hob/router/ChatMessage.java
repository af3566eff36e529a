// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

/// One message of the `chat` prompt form, for instruct bases and the cloud.
///
/// @param role `system`, `user` or `assistant`
public record ChatMessage(String role, String content) {}
