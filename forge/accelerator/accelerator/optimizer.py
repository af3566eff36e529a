# SPDX-License-Identifier: Apache-2.0
"""Muon for the block matrices, AdamW for the rest; or AdamW for all.

Muon: momentum, then the nearest orthogonal matrix by five Newton-Schulz steps (Jordan et al.,
KellerJordan/Muon). Matrices of one shape go through the steps together.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

_NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)


@dataclass(frozen=True)
class Rates:
    """Peak rates and decays (data-plan, 6)."""

    muon: float = 0.02
    muon_decay: float = 0.05
    adam: float = 3e-3
    adam_decay: float = 0.0
    momentum: float = 0.95
    clip: float = 1.0

    def times(self, factor: float) -> "Rates":
        return Rates(
            self.muon * factor,
            self.muon_decay,
            self.adam * factor,
            self.adam_decay,
            self.momentum,
            self.clip,
        )


def adamw_only(peak: float, decay: float = 0.1) -> Rates:
    """Rates for AdamW on everything."""
    return Rates(muon=0.0, adam=peak, adam_decay=decay)


class Optimizer:
    """Owns the moments of the parameters it was given. Muon's momentum is kept in bf16, so that
    what is saved is what is used."""

    def __init__(self, parameters: Mapping[str, Tensor], rates: Rates) -> None:
        self._rates = rates
        self._parameters = dict(parameters)
        self._muon = {
            name: p for name, p in parameters.items() if rates.muon and _is_hidden_matrix(name, p)
        }
        self._steps = 0
        self._momentum = {n: torch.zeros_like(p, dtype=torch.bfloat16) for n, p in self._muon.items()}
        self._mean: dict[str, Tensor] = {}
        self._square: dict[str, Tensor] = {}
        for name, parameter in self._parameters.items():
            if name not in self._muon:
                self._mean[name] = torch.zeros_like(parameter, dtype=torch.float32)
                self._square[name] = torch.zeros_like(parameter, dtype=torch.float32)

    @property
    def rates(self) -> Rates:
        return self._rates

    @torch.no_grad()
    def step(self, factor: float) -> float:
        """Moves all parameters at `factor` times their peak rate and drops the gradients.

        Returns the gradient's norm before clipping; raises ArithmeticError if it is not finite.
        """
        gradients = {n: p.grad for n, p in self._parameters.items() if p.grad is not None}
        norm = torch.sqrt(sum(g.float().square().sum() for g in gradients.values())).item()
        if not norm < float("inf"):
            raise ArithmeticError(f"the gradient's norm is {norm}")
        clip = min(1.0, self._rates.clip / (norm + 1e-12))
        self._steps += 1
        for name in self._mean:
            if name in gradients:
                self._adam(name, gradients[name].float() * clip, self._rates.adam * factor)
        self._muon_step(gradients, clip, self._rates.muon * factor)
        for parameter in self._parameters.values():
            parameter.grad = None
        return norm

    def _adam(self, name: str, gradient: Tensor, rate: float) -> None:
        parameter, mean, square = self._parameters[name], self._mean[name], self._square[name]
        mean.lerp_(gradient, 1 - 0.9)
        square.lerp_(gradient.square(), 1 - 0.95)
        if parameter.dim() > 1:
            parameter.mul_(1 - rate * self._rates.adam_decay)
        root = (square / (1 - 0.95**self._steps)).sqrt_().add_(1e-8)
        parameter.addcdiv_(mean / (1 - 0.9**self._steps), root, value=-rate)

    def _muon_step(self, gradients: Mapping[str, Tensor], clip: float, rate: float) -> None:
        by_shape: dict[torch.Size, list[str]] = {}
        for name in self._muon:
            if name in gradients:
                by_shape.setdefault(self._muon[name].shape, []).append(name)
        for shape, names in by_shape.items():
            directions = []
            for name in names:
                gradient = gradients[name].float() * clip
                momentum = self._momentum[name].float().lerp_(gradient, 1 - self._rates.momentum)
                self._momentum[name].copy_(momentum)
                momentum = self._momentum[name].float()
                directions.append(gradient.lerp(momentum, self._rates.momentum))
            moves = orthogonal(torch.stack(directions))
            size = max(1.0, shape[0] / shape[1]) ** 0.5
            for name, move in zip(names, moves):
                parameter = self._muon[name]
                parameter.mul_(1 - rate * self._rates.muon_decay)
                parameter.add_(move.to(parameter.dtype), alpha=-rate * size)

    def state(self) -> dict[str, Tensor]:
        saved = {f"momentum/{n}": t for n, t in self._momentum.items()}
        saved.update({f"mean/{n}": t for n, t in self._mean.items()})
        saved.update({f"square/{n}": t for n, t in self._square.items()})
        saved["steps"] = torch.tensor([self._steps])
        return saved

    def restore(self, saved: Mapping[str, Tensor]) -> None:
        self._steps = int(saved["steps"][0])
        kinds = (("momentum", self._momentum), ("mean", self._mean), ("square", self._square))
        for kind, own in kinds:
            for name, tensor in own.items():
                tensor.copy_(saved[f"{kind}/{name}"])


def _is_hidden_matrix(name: str, parameter: Tensor) -> bool:
    return parameter.dim() == 2 and "embed_tokens" not in name and "lora_" not in name


def orthogonal(matrices: Tensor) -> Tensor:
    """Newton-Schulz towards UVᵀ of each [n, rows, columns]; bf16 on a GPU."""
    a, b, c = _NEWTON_SCHULZ
    x = matrices.to(torch.bfloat16 if matrices.is_cuda else torch.float32)
    tall = x.shape[1] > x.shape[2]
    if tall:
        x = x.transpose(1, 2)
    x = x / (x.flatten(1).norm(dim=1)[:, None, None] + 1e-7)
    for _ in range(5):
        gram = x @ x.transpose(1, 2)
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.transpose(1, 2) if tall else x
