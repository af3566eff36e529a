// SPDX-License-Identifier: Apache-2.0
/// What the doors ask of the composition root: bundles, status, consent. Ports that `daemon`
/// implements; ipc never sees the engine.
@NullMarked
package dev.hob.ipc.admin;

import org.jspecify.annotations.NullMarked;
