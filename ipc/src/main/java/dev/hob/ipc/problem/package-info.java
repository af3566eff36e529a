// SPDX-License-Identifier: Apache-2.0
/// Every expected failure as one vocabulary: the only place that maps types of other modules to
/// names, status codes and fields.
@NullMarked
package dev.hob.ipc.problem;

import org.jspecify.annotations.NullMarked;
