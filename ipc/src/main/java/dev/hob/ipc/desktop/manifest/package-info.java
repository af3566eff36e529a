// SPDX-License-Identifier: Apache-2.0
/// Actions that are described: files of the system and the person, and what running apps register.
@NullMarked
package dev.hob.ipc.desktop.manifest;

import org.jspecify.annotations.NullMarked;
