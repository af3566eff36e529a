# SPDX-License-Identifier: Apache-2.0
"""Adapters of a frozen base: one for each role on the palettized base, and the recovery adapter
that heals the palette (data-plan, 6 and 7)."""

import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from . import tensors
from .lora import LoraShape, Pair, parameters
from .loss import weighted_loss
from .mixture import Cursor, Mixture
from .model import CausalLM
from .optimizer import Optimizer, adamw_only
from .packing import Batch, Packer
from .palette import read_palettized
from .shapes import read_shape
from .shards import Corpus

ROLES: dict[str, dict[str, float]] = {  # 95 % of one role, 5 % of others
    "summarize": {"digest": 0.62, "text": 0.33, "drill": 0.05},
    "proofread": {"proofread": 0.95, "drill": 0.05},
    "prioritize": {"prioritize": 0.95, "drill": 0.05},
    "act": {"act": 0.95, "drill": 0.05},
    "concise": {"concise": 0.95, "drill": 0.05},
}


@dataclass(frozen=True)
class Adapting:
    """`rate` is AdamW's peak; it rises over 20 steps and falls to 0 with the budget."""

    tokens: int
    length: int = 1024
    rows: int = 16
    rate: float = 1e-2
    seconds: float = float("inf")
    seed: int = 7


def load_base(folder: Path, device: torch.device) -> CausalLM:
    """A base in f32: a palettized bundle where `weights.safetensors` lies, else an HF folder."""
    model = CausalLM(read_shape(folder / "config.json"))
    palettized = (folder / "weights.safetensors").exists()
    weights = read_palettized(folder) if palettized else tensors.read_split(folder, "model")
    model.load_state_dict({name: w.float() for name, w in weights.items()})
    return model.to(device).eval()


def train_role(
    model: CausalLM, pairs: dict[str, Pair], corpus: Corpus, role: str, options: Adapting
) -> list[float]:
    """Trains the pairs on one role's answers; returns the loss of each step."""
    return _train(
        model, pairs, corpus, ROLES[role], "adapt", options, lambda b, w: weighted_loss(model, b, w)[0]
    )


def train_recovery(
    model: CausalLM,
    teacher: CausalLM,
    pairs: dict[str, Pair],
    corpus: Corpus,
    shares: Mapping[str, float],
    options: Adapting,
) -> list[float]:
    """Trains the pairs to bring the palettized model back to its full-precision teacher: KL + 0.1
    cross entropy + 0.05 x the sum over blocks of the states' normalized squared error."""

    def objective(batch: Batch, scale: float) -> Tensor:
        return recovery_loss(model, teacher, batch, scale)

    return _train(model, pairs, corpus, shares, "decay", options, objective)


def _train(
    model: CausalLM,
    pairs: dict[str, Pair],
    corpus: Corpus,
    shares: Mapping[str, float],
    stage: str,
    options: Adapting,
    objective: Callable[[Batch, float], Tensor],
) -> list[float]:
    device = next(model.parameters()).device
    packer = Packer(Mixture(corpus, shares, options.seed), stage, options.length)
    cursor = Cursor()
    optimizer = Optimizer(parameters(pairs), adamw_only(options.rate, decay=0.0))
    losses: list[float] = []
    began = time.monotonic()
    tokens = 0
    while tokens < options.tokens and time.monotonic() - began < options.seconds:
        batch = packer.batch(cursor, options.rows)
        weight = float(batch.weights.sum())
        autocast = torch.autocast("cuda", dtype=torch.bfloat16) if device.type == "cuda" else nullcontext()
        with autocast:
            loss = objective(batch.to(device), 1 / max(weight, 1e-9))
        loss.backward()
        spent = max(tokens / options.tokens, (time.monotonic() - began) / options.seconds)
        optimizer.step(min(1.0, (len(losses) + 1) / 20) * (1 - spent))
        losses.append(loss.item())
        tokens += int((batch.segments > 0).sum())
    return losses


def recovery_loss(model: CausalLM, teacher: CausalLM, batch: Batch, scale: float) -> Tensor:
    own = model.states(batch.tokens, batch.positions, batch.segments)
    with torch.no_grad():
        wanted = teacher.states(batch.tokens, batch.positions, batch.segments)
        target = teacher.logits(teacher.model.norm(wanted[-1])).float().log_softmax(-1)
    logits = model.logits(model.model.norm(own[-1])).float().log_softmax(-1)
    weights = (batch.weights * scale).flatten()
    kl = (target.exp() * (target - logits)).sum(-1).flatten() @ weights
    entropy = -logits.gather(2, batch.targets.unsqueeze(2)).flatten() @ weights
    used = (batch.segments > 0).unsqueeze(-1)
    apart = sum(
        F.mse_loss(a * used, b * used) / (b * used).square().mean().clamp_min(1e-9)
        for a, b in zip(own, wanted)
    )
    return kl + 0.1 * entropy + 0.05 * apart


@torch.no_grad()
def closed_form(
    model: CausalLM, teacher: CausalLM, pairs: dict[str, Pair], shape: LoraShape, batches: list[Batch]
) -> None:
    """Starts the pairs at the best rank-r mend of each matrix's error, measured on the inputs that
    the matrix sees: SVD in the eigenspace of their covariance (EoRA, arXiv 2410.21271)."""
    seen = _covariances(teacher, batches)
    full = teacher.matrices()
    for name, module in model.matrices().items():
        if name not in pairs:
            continue
        error = (full[name].weight - module.weight).float()
        energy, basis = torch.linalg.eigh(seen[name])
        root = energy.clamp_min(energy.max() * 1e-6).sqrt()
        u, s, v = torch.linalg.svd(error @ (basis * root), full_matrices=False)
        rank = shape.rank
        half = s[:rank].sqrt()
        pairs[name].lora_B.copy_(u[:, :rank] * half / shape.scale)
        pairs[name].lora_A.copy_((half[:, None] * v[:rank] / root) @ basis.T)


def _covariances(model: CausalLM, batches: list[Batch]) -> dict[str, Tensor]:
    sums: dict[str, Tensor] = {}
    handles = []
    for name, module in model.matrices().items():

        def add(_module: torch.nn.Module, inputs: tuple[Tensor, ...], name: str = name) -> None:
            x = inputs[0].flatten(0, -2).float()
            sums[name] = sums.get(name, 0) + x.T @ x

        handles.append(module.register_forward_pre_hook(add))
    for batch in batches:
        model.hidden(batch.tokens, batch.positions, batch.segments)
    for handle in handles:
        handle.remove()
    return sums
