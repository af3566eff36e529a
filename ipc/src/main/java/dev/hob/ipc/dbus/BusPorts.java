// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import dev.hob.features.Answer;
import dev.hob.features.Features;
import dev.hob.features.Notification;
import dev.hob.ipc.admin.StatusSource;
import dev.hob.ipc.caller.CallerFinder;
import dev.hob.ipc.inbox.InboxJson;
import java.util.function.Consumer;

/// What the bus door is wired to.
///
/// @param apps takes what apps register; knows our other connections
/// @param digests told of each finished digest of the inbox
/// @param seen told of each notification that crosses the bus; must not block
/// @param gone told of the id of each that was dismissed or withdrawn; must not block
public record BusPorts(
    Features features,
    StatusSource status,
    InboxJson inbox,
    CallerFinder callers,
    BusApps apps,
    Consumer<Answer> digests,
    Consumer<Notification> seen,
    Consumer<String> gone) {}
