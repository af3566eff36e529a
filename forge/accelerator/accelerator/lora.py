# SPDX-License-Identifier: Apache-2.0
"""LoRA pairs beside a frozen base, in PEFT's files: `y = W x + alpha / r * B (A x)`."""

import json
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from . import tensors
from .model import CausalLM
from .shapes import MATRICES

_PREFIX = "base_model.model."


@dataclass(frozen=True)
class LoraShape:
    rank: int = 16
    alpha: int = 32
    matrices: tuple[str, ...] = MATRICES

    @property
    def scale(self) -> float:
        return self.alpha / self.rank


class Pair(nn.Module):
    def __init__(self, rows: int, columns: int, shape: LoraShape) -> None:
        super().__init__()
        self.lora_A = nn.Parameter(torch.randn(shape.rank, columns) * columns**-0.5)
        self.lora_B = nn.Parameter(torch.zeros(rows, shape.rank))
        self._scale = shape.scale

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(F.linear(x, self.lora_A) * self._scale, self.lora_B)


def attach(model: CausalLM, shape: LoraShape) -> dict[str, Pair]:
    """Freezes the model and puts fresh pairs, which change nothing, beside its matrices."""
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    pairs = {}
    for name, module in model.matrices().items():
        if name.split(".")[-2] in shape.matrices:
            rows, columns = module.weight.shape
            module.pair = Pair(rows, columns, shape).to(module.weight.device)
            pairs[name] = module.pair
    return pairs


def parameters(pairs: dict[str, Pair]) -> dict[str, Tensor]:
    return {f"{n}/{k}": p for n, pair in pairs.items() for k, p in pair.named_parameters()}


def save(folder: Path, shape: LoraShape, pairs: dict[str, Pair], base: str) -> None:
    """PEFT's `adapter_config.json` and `adapter_model.safetensors`, factors in f16."""
    folder.mkdir(parents=True, exist_ok=True)
    stored = {}
    for name, pair in pairs.items():
        module = _PREFIX + name.removesuffix(".weight")
        stored[f"{module}.lora_A.weight"] = pair.lora_A.half()
        stored[f"{module}.lora_B.weight"] = pair.lora_B.half()
    tensors.write(folder / "adapter_model.safetensors", stored)
    config = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": base,
        "r": shape.rank,
        "lora_alpha": shape.alpha,
        "lora_dropout": 0.0,
        "target_modules": list(shape.matrices),
        "bias": "none",
        "fan_in_fan_out": False,
        "inference_mode": True,
        "use_rslora": False,
        "use_dora": False,
        "modules_to_save": None,
        "layers_to_transform": None,
        "layers_pattern": None,
        "rank_pattern": {},
        "alpha_pattern": {},
    }
    (folder / "adapter_config.json").write_text(json.dumps(config, indent=2))


@torch.no_grad()
def load(folder: Path, pairs: dict[str, Pair]) -> None:
    """Puts a saved adapter's factors into pairs of the same shape.

    Raises ValueError where a pair is missing or of another shape.
    """
    stored = tensors.read(folder / "adapter_model.safetensors")
    for name, pair in pairs.items():
        module = _PREFIX + name.removesuffix(".weight")
        for factor in ("lora_A", "lora_B"):
            own = getattr(pair, factor)
            found = stored.get(f"{module}.{factor}.weight")
            if found is None or found.shape != own.shape:
                shape = None if found is None else list(found.shape)
                raise ValueError(f"{folder}: {module}.{factor} is {shape}, not {list(own.shape)}")
            own.copy_(found)
