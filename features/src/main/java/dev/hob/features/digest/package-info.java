// SPDX-License-Identifier: Apache-2.0
/// Many notifications → a headline and one clause a conversation or subject, each with the ids it
/// comes from. Rules sort, drop and group; the model, where it ships, phrases a group.
@NullMarked
package dev.hob.features.digest;

import org.jspecify.annotations.NullMarked;
