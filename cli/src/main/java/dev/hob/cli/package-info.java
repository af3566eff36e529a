// SPDX-License-Identifier: Apache-2.0
/// The `hob` command: one class a subcommand over the client library. What it prints goes through
/// [Screen], what it reads through [TextInput], how it ends through [ExitCodes].
@NullMarked
package dev.hob.cli;

import org.jspecify.annotations.NullMarked;
