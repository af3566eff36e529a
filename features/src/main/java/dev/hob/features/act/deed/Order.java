// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.deed;

import dev.hob.features.act.Choice;
import java.util.Optional;

/// A call that is to be carried out.
///
/// @param undoes the request that it takes back
record Order(Choice.Call call, Optional<String> undoes) {}
