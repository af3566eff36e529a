// SPDX-License-Identifier: Apache-2.0
/// Kernels alone, measured by JMH: `hob bench kernels`.
///
/// A [dev.hob.bench.Contender] is who computes, an [dev.hob.bench.Operation] what it does again and
/// again. The classes `*Bench` are JMH's; [dev.hob.bench.KernelRun] runs them for one contender
/// after another beside the machine's [dev.hob.bench.Limits], [dev.hob.bench.KernelReport] says
/// what came of it.
@NullMarked
package dev.hob.bench;

import org.jspecify.annotations.NullMarked;
