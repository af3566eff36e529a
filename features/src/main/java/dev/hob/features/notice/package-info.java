// SPDX-License-Identifier: Apache-2.0

/// From the notifications of a request to what prompts and helpers see of them: read strictly,
/// visible text only, the sender told from the title.
@NullMarked
package dev.hob.features.notice;

import org.jspecify.annotations.NullMarked;
