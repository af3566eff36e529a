// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

import dev.hob.features.act.ActPorts;
import dev.hob.policy.Policy;
import dev.hob.policy.audit.AuditRecord;
import dev.hob.router.Router;
import java.time.InstantSource;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What the features ask of the rest of the house.
///
/// @param policy the one in force; asked once a request
/// @param defaults who writes where the request does not say
/// @param audit gets one record a request, never content; must not block for long
/// @param cpuMs CPU time of this process so far, milliseconds
/// @param threads makes the threads of [Features#start], e.g. virtual ones
/// @param act the desktop's actions
public record FeaturePorts(
    Supplier<Policy> policy,
    Router router,
    Supplier<ShippedDefaults> defaults,
    Consumer<AuditRecord> audit,
    InstantSource clock,
    LongSupplier cpuMs,
    ThreadFactory threads,
    ActPorts act) {}
