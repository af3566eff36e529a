// SPDX-License-Identifier: Apache-2.0
/// The channels of SmallRye Reactive Messaging, each with its overflow rule, and their consumers:
/// thin beans that call a plain object.
///
/// | channel | carries | buffer | when full |
/// | --- | --- | --- | --- |
/// | `notifications` | what crossed the bus → inbox, watchers | 256 | the newest is dropped and counted |
/// | `digests` | finished digests of the inbox → bus signal, watchers | 32 | dropped and counted |
/// | `background-jobs` | work nobody waits for | 16 | the caller is told `over-capacity` |
/// | `audit` | one record a request → the audit log | 1024 | dropped and counted; `hob status` shows it |
@NullMarked
package dev.hob.daemon.channel;

import org.jspecify.annotations.NullMarked;
