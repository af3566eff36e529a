// SPDX-License-Identifier: Apache-2.0
/// JSON of requests and answers, the same at every door: strict in, complete out.
@NullMarked
package dev.hob.ipc.wire;

import org.jspecify.annotations.NullMarked;
