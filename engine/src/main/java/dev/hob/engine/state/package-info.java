// SPDX-License-Identifier: Apache-2.0

/// Short files in which one process leaves to the next what it found out, and whose they are. Uses
/// nothing of ours, and knows nothing of what the lines say.
@NullMarked
package dev.hob.engine.state;

import org.jspecify.annotations.NullMarked;
