// SPDX-License-Identifier: Apache-2.0
/// The other place work can run: an OpenAI-compatible server of one's own, over TLS. May use:
/// `task-router` (whose `Executor` it implements) and `policy`. Whether something is sent is
/// decided elsewhere; this package only refuses what policy did not allow.
@NullMarked
package dev.hob.cloud;

import org.jspecify.annotations.NullMarked;
