# SPDX-License-Identifier: Apache-2.0
"""Weighted cross entropy with z-loss, in slices so that the logits of a batch never stand whole."""

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.utils.checkpoint import checkpoint

from .model import CausalLM
from .packing import Batch

Z_LOSS = 1e-4
_SLICE = 8192


def weighted_loss(model: CausalLM, batch: Batch, scale: float) -> tuple[Tensor, Tensor]:
    """(objective, cross entropy), both summed over positions times their weights times `scale`."""
    hidden = model.hidden(batch.tokens, batch.positions, batch.segments).flatten(0, 1)
    targets, weights = batch.targets.flatten(), batch.weights.flatten() * scale
    objective = hidden.new_zeros((), dtype=torch.float32)
    entropy = objective
    for start in range(0, len(targets), _SLICE):
        part = slice(start, start + _SLICE)
        own, nll = checkpoint(
            _slice_loss,
            hidden[part],
            model.embedding,
            targets[part],
            weights[part],
            use_reentrant=False,
        )
        objective = objective + own
        entropy = entropy + nll.detach()
    return objective, entropy


def _slice_loss(
    hidden: Tensor, embedding: Tensor, targets: Tensor, weights: Tensor
) -> tuple[Tensor, Tensor]:
    logits = F.linear(hidden, embedding.to(hidden.dtype)).float()
    normalizer = logits.logsumexp(-1)
    nll = normalizer - logits.gather(1, targets.unsqueeze(1)).squeeze(1)
    return ((nll + Z_LOSS * normalizer.square()) * weights).sum(), (nll * weights).sum()
