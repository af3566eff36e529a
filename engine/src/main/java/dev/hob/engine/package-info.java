// SPDX-License-Identifier: Apache-2.0

/// Runs a palettized base with adapters: bundles, tokenizer, kernels, KV cache, batch loop. Knows
/// no feature, no policy, no network and no file but those it is handed.
///
/// [dev.hob.engine.Engine] is the way in. What stands below, each using only what it names:
///
/// | package | holds | uses |
/// | --- | --- | --- |
/// | `bundle` | folders → `Base`, `Adapter`; the byte specification | memory, kernel, tokenizer |
/// | `memory` | ledger, mapped files, off-heap memory | |
/// | `tokenizer` | text ↔ ids | bundle (its errors), memory |
/// | `kernel`, `.scalar`, `.vector`, `.c` | arithmetic, operands, workers | memory (`.c`) |
/// | `lora` | rows grouped by adapter | bundle, kernel |
/// | `kv` | pages, page tables, prefix cache | memory, kernel |
/// | `forward`, `.c` | one step of the transformer, in Java or in C | bundle, kv, lora, kernel, memory |
/// | `sample`, `constrain` | logits → token; which tokens may come | kernel |
/// | `decode` | the batch loop, owner thread `hob-batch` | all of these |
///
/// Owner threads: `hob-batch` owns everything that changes; `hob-kernel-N` run its chunks. A
/// [dev.hob.engine.Generation] is the only thing that two threads share.
@NullMarked
package dev.hob.engine;

import org.jspecify.annotations.NullMarked;
