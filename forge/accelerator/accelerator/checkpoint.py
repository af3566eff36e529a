# SPDX-License-Identifier: Apache-2.0
"""A run's state on disk: fp32 weights and optimizer state as safetensors, the rest as JSON.

Everything is written beside and renamed; `state.json` comes last and names what it belongs to.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from . import tensors
from .mixture import Cursor
from .shapes import Shape


@dataclass
class State:
    """Where a run stands. `seconds` counts training alone, over all runs."""

    step: int = 0
    tokens: int = 0
    seconds: float = 0.0
    rate_factor: float = 1.0
    data: str = ""  # digest of the shards
    tokenizer: str = ""
    shape: dict[str, Any] = field(default_factory=dict)
    cursors: dict[str, Cursor] = field(default_factory=dict)

    def cursor(self, stage: str) -> Cursor:
        return self.cursors.setdefault(stage, Cursor())


def save(
    folder: Path,
    state: State,
    weights: dict[str, Tensor],
    optimizer: dict[str, Tensor],
    palettes: dict[str, Tensor],
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    tensors.write_split(folder, "model", {n: w.float() for n, w in weights.items()})
    tensors.write_split(folder, "optimizer", optimizer)
    if palettes:
        tensors.write(folder / "palettes.safetensors", palettes)
    part = folder / "state.json.part"
    part.write_text(json.dumps(asdict(state), indent=1, sort_keys=True))
    part.replace(folder / "state.json")


@dataclass
class Saved:
    state: State
    weights: dict[str, Tensor]
    optimizer: dict[str, Tensor]
    palettes: dict[str, Tensor]


def load(folder: Path) -> Saved:
    """Raises FileNotFoundError if the folder holds no run."""
    raw = json.loads((folder / "state.json").read_text())
    raw["cursors"] = {stage: Cursor(**cursor) for stage, cursor in raw["cursors"].items()}
    palettes = folder / "palettes.safetensors"
    return Saved(
        State(**raw),
        tensors.read_split(folder, "model"),
        tensors.read_split(folder, "optimizer"),
        tensors.read(palettes) if palettes.exists() else {},
    )


def export(folder: Path, shape: Shape, weights: dict[str, Tensor], dtype: torch.dtype) -> None:
    """A Hugging Face folder: `config.json` and `model*.safetensors`."""
    folder.mkdir(parents=True, exist_ok=True)
    name = str(dtype).removeprefix("torch.")
    (folder / "config.json").write_text(json.dumps(shape.config_json(name), indent=2))
    tensors.write_split(folder, "model", {n: w.to(dtype) for n, w in weights.items()})
