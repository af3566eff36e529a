// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.forge.importing.source;

import org.jspecify.annotations.NullMarked;
