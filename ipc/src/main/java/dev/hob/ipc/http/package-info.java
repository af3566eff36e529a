// SPDX-License-Identifier: Apache-2.0
/// The door over HTTP on the Unix socket, and its back-pressured event stream.
@NullMarked
package dev.hob.ipc.http;

import org.jspecify.annotations.NullMarked;
