// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.forge.lora;

import org.jspecify.annotations.NullMarked;
