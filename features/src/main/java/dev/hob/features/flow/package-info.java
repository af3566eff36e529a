// SPDX-License-Identifier: Apache-2.0
/// How any feature turns a request into an answer, without knowing which feature it is: what is
/// read from the request, which model calls are planned, what comes back from them.
@NullMarked
package dev.hob.features.flow;

import org.jspecify.annotations.NullMarked;
