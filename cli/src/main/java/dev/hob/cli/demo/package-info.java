// SPDX-License-Identifier: Apache-2.0
/// `hob demo`: a private bus, a private daemon, a day of notifications through real clients, and
/// what Hob makes of it. [DemoCommand] is the script, the others its props.
@NullMarked
package dev.hob.cli.demo;

import org.jspecify.annotations.NullMarked;
