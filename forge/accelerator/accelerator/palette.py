# SPDX-License-Identifier: Apache-2.0
"""Palettes: `w[o,i] = scale[o, i / G] * table[idx[o,i]]`, one table a tensor (formats.md, 1).

Fitting follows TableFit.java: largest weight of a group as first scale, quantile start, then
alternations of Lloyd rounds and least-squares scales.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from . import tensors
from .model import CausalLM
from .shapes import Shape

GROUP = 128
ALTERNATIONS = 4
LLOYD_ROUNDS = 25
ONE = 127  # table entries are stored as value * 127 + 128
ZERO = 128


def bits_of(name: str, shape: Shape) -> int:
    """Bits of a matrix by the default map: gate and up of the first `two_bit_layers` layers after
    the first have 2, all else 4. A map made by `hob forge palettize` is better: `read_bits`."""
    if not name.endswith(("gate_proj.weight", "up_proj.weight")):
        return 4
    layer = int(name.split(".")[2])
    return 2 if 1 <= layer <= shape.two_bit_layers else 4


def read_bits(file: Path) -> dict[str, int]:
    """The choice in a `palette.json`; matrices that it does not name have 4 bits."""
    return {c["tensor"]: c["bits"] for c in json.loads(file.read_text())["candidates"]}


@dataclass
class Table:
    """Table and scales of one matrix; the indices follow from the weights."""

    entries: Tensor  # [2^bits], ascending
    scales: Tensor  # [rows, groups]
    columns: int

    def nearest(self, weight: Tensor) -> Tensor:
        """The palettized form of `weight`."""
        scale = self._spread()
        borders = (self.entries[:-1] + self.entries[1:]) / 2
        return self.entries[torch.bucketize((weight / scale).contiguous(), borders)] * scale

    def straight_through(self, weight: Tensor) -> Tensor:
        """As `nearest`, but the gradient is the weight's own."""
        with torch.no_grad():
            difference = self.nearest(weight.detach()) - weight.detach()
        return weight + difference

    def _spread(self) -> Tensor:
        wide = self.scales.repeat_interleave(GROUP, dim=1)[:, : self.columns]
        return wide.clamp_min(1e-12)


@torch.no_grad()
def fit(weight: Tensor, bits: int, rounds: int = LLOYD_ROUNDS) -> Table:
    """Table and scales with a small squared error."""
    weight = weight.float()
    rows, columns = weight.shape
    padded = torch.nn.functional.pad(weight, (0, -columns % GROUP)).unflatten(1, (-1, GROUP))
    scales = padded.abs().amax(-1).clamp_min(1e-12)
    size = 1 << bits
    normalized = (padded / scales.unsqueeze(-1)).flatten(1)[:, :columns]
    ordered = normalized.flatten().sort().values
    starts = ((torch.arange(size, device=weight.device) + 0.5) * len(ordered) / size).long()
    entries = ordered[starts].clone()
    for _ in range(ALTERNATIONS):
        table = Table(entries, scales, columns)
        spread = table._spread()
        normalized = (weight / spread).flatten()
        mass = spread.square().flatten()
        for _ in range(rounds):
            borders = (entries[:-1] + entries[1:]) / 2
            index = torch.bucketize(normalized, borders)
            total = torch.zeros_like(entries).index_add_(0, index, mass)
            mean = torch.zeros_like(entries).index_add_(0, index, mass * normalized)
            moved = torch.where(total > 0, mean / total.clamp_min(1e-30), entries)
            entries = moved.sort().values
        borders = (entries[:-1] + entries[1:]) / 2
        chosen = entries[torch.bucketize(normalized, borders)].reshape(rows, columns)
        chosen = torch.nn.functional.pad(chosen, (0, -columns % GROUP)).unflatten(1, (-1, GROUP))
        below = chosen.square().sum(-1)
        best = (padded * chosen).sum(-1) / below.clamp_min(1e-30)
        scales = torch.where(best > 0, best, scales)
    return Table(entries, scales, columns)


class Palettes:
    """The straight-through palettes of a model under QAT; owner: the training loop."""

    def __init__(self, model: CausalLM, bits: dict[str, int] | None = None) -> None:
        self._model = model
        self._bits = bits
        self._tables: dict[str, Table] = {}

    def refit(self) -> None:
        for name, weight in self._weights():
            wanted = self._bits.get(name, 4) if self._bits else bits_of(name, self._model.shape)
            self._tables[name] = fit(weight, wanted)

    def apply(self) -> None:
        """Puts palettized matrices in place for the next forward pass."""
        for name, module in self._modules().items():
            module.used = self._tables[name].straight_through(module.weight)

    def remove(self) -> None:
        for module in self._modules().values():
            module.used = None

    def fake_integers(self) -> None:
        """From now on activations and cached keys and values are int8, too."""
        for block in self._model.model.layers:
            block.fake_activations = True
            block.self_attn.fake_kv = True

    def state(self) -> dict[str, Tensor]:
        saved = {}
        for name, table in self._tables.items():
            saved[f"{name}/entries"] = table.entries
            saved[f"{name}/scales"] = table.scales
        return saved

    def restore(self, saved: dict[str, Tensor]) -> None:
        for name, weight in self._weights():
            self._tables[name] = Table(
                saved[f"{name}/entries"].to(weight.device),
                saved[f"{name}/scales"].to(weight.device),
                weight.shape[1],
            )

    def _modules(self) -> dict[str, torch.nn.Module]:
        return {
            "model.embed_tokens.weight": self._model.model.embed_tokens,
            **self._model.matrices(),
        }

    def _weights(self) -> list[tuple[str, Tensor]]:
        return [(name, module.weight.detach()) for name, module in self._modules().items()]


def read_palettized(folder: Path) -> dict[str, Tensor]:
    """The weights that a palettized base (`weights.safetensors`, strip16) stands for, in f32."""
    stored, metadata = tensors.read_with_metadata(folder / "weights.safetensors")
    weights = {}
    for name, tensor in stored.items():
        if name.endswith(".idx"):
            matrix = name[: -len(".idx")]
            weights[matrix] = _unpacked(json.loads(metadata[matrix]), matrix, stored)
        elif not name.endswith((".lut", ".scale")) and not name.startswith("__"):
            weights[name] = tensor.float()
    return weights


def _unpacked(header: dict, name: str, stored: dict[str, Tensor]) -> Tensor:
    rows, columns, bits, group = (header[k] for k in ("rows", "columns", "bits", "G"))
    if header["layout"] != "strip16" or header["rowGroup"] != rows:
        raise ValueError(f"{name}: layout {header['layout']}, row group {header['rowGroup']}")
    fields = 8 // bits
    words = stored[f"{name}.idx"].numpy().reshape(-1, stored[f"{name}.idx"].shape[1] // 64, 16, 4)
    # byte p of a word: row p / 4, column 4f + p % 4 of field f
    unpacked = np.stack([(words >> (bits * f)) & ((1 << bits) - 1) for f in range(fields)], axis=3)
    strips, word_count = unpacked.shape[:2]
    indices = unpacked.transpose(0, 2, 1, 3, 4).reshape(strips * 16, word_count * fields * 4)
    table = (stored[f"{name}.lut"].float().flatten() - ZERO) / ONE
    scales = stored[f"{name}.scale"].float().transpose(1, 2).reshape(strips * 16, -1)
    wide = scales.repeat_interleave(group, dim=1)[:rows, :columns]
    return table[torch.from_numpy(indices[:rows, :columns].astype(np.int64))] * wide
