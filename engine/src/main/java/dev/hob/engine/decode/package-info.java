// SPDX-License-Identifier: Apache-2.0

/// The batch loop: the only place where sequences change. May use all packages of the engine but
/// `bundle`'s readers.
///
/// One thread, `hob-batch`, owns sequences, KV pages, prefix cache and forward pass. Others reach
/// it by a bounded inbox ([dev.hob.engine.decode.BatchLoop#submit]) and by flags; it reaches them
/// by each sequence's bounded outbox. Round by round:
///
/// | | |
/// | --- | --- |
/// | `Roster` | who runs and who waits; pages taken from those that matter less |
/// | `StepPlanner` | what the next step computes: next tokens, drafts, a chunk of prompts |
/// | `Drafter`, `Lookup`, `Odds` | how a sequence may go on, and how likely |
/// | `Allotment`, `StepCost` | how many drafts pay |
/// | `Part`, `Step` | a sequence's share, as spans of neighbours that share adapters |
/// | `Harvest` | positions move on, tokens are drawn, drafts accepted or not |
///
/// Everything takes effect at token borders: cancelling, pausing, and giving pages to a more urgent
/// sequence. A sequence that lost its pages is computed again from its tokens.
@NullMarked
package dev.hob.engine.decode;

import org.jspecify.annotations.NullMarked;
