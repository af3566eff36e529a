// SPDX-License-Identifier: Apache-2.0

/// Low-rank adapters: trained beside a frozen base, written as PEFT's own files.
@NullMarked
package dev.hob.forge.lora;

import org.jspecify.annotations.NullMarked;
