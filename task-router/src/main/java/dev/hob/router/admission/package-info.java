// SPDX-License-Identifier: Apache-2.0
/// May it run, and when: measured rates, predictions and how they were kept, quotas by app.
@NullMarked
package dev.hob.router.admission;

import org.jspecify.annotations.NullMarked;
