# SPDX-License-Identifier: Apache-2.0
"""The loop: one run of a base's training, from a fresh start or from a checkpoint.

With a budget of tokens on one device in deterministic mode, n steps, a save, a load and m steps
give bit for bit what n + m steps give.
"""

import json
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor

from . import checkpoint, schedule
from .loss import weighted_loss
from .mixture import Mixture, stage_shares
from .model import CausalLM
from .optimizer import Optimizer, Rates
from .packing import Packer
from .palette import Palettes
from .shapes import Shape
from .shards import Corpus

EMA = 0.998
REFIT_EVERY = 200
DROPOUT_FROM_EPOCH = 5


@dataclass(frozen=True)
class Sizes:
    """Tokens of a row, of a micro-batch and of a step in one stage; each divides the next."""

    length: int
    micro: int
    step: int

    @property
    def rows(self) -> int:
        return self.micro // self.length

    @property
    def accumulate(self) -> int:
        return self.step // self.micro


@dataclass(frozen=True)
class Options:
    """One run's settings.

    `until` is the progress at which this run ends, `seconds` the time after which it ends anyway.
    """

    budget: schedule.Budget
    sizes: Mapping[str, Sizes]
    until: float = 1.0
    seconds: float = float("inf")
    steps: int = 1 << 60
    rising: int = 200
    seed: int = 7
    save_every: float = 240.0
    compile: bool = False
    bits: dict[str, int] | None = None


class Run:
    """A model in training on one device; owner: the thread that calls `train`."""

    def __init__(
        self, shape: Shape, corpus: Corpus, rates: Rates, options: Options, device: torch.device
    ) -> None:
        self.shape = shape
        self.options = options
        self.device = device
        self.model = CausalLM(shape)
        self.model.start(options.seed)
        self.model.to(device)
        self.optimizer = Optimizer(dict(self.model.named_parameters()), rates)
        self.palettes: Palettes | None = None
        self.average: dict[str, Tensor] = {}
        self.state = checkpoint.State(
            data=corpus.digest, tokenizer=corpus.tokenizer, shape=asdict(shape)
        )
        self.corpus = corpus
        self._packers: dict[str, tuple[Mixture, Packer]] = {}
        self._loss = torch.compile(weighted_loss) if options.compile else weighted_loss

    def resume(self, folder: Path) -> None:
        """Goes back to a checkpoint. Raises ValueError if it is of other data or another shape."""
        saved = checkpoint.load(folder)
        for what, own in (("data", self.state.data), ("shape", self.state.shape)):
            if getattr(saved.state, what) != own:
                raise ValueError(f"{folder}: the checkpoint's {what} is not this run's")
        self.state = saved.state
        self.model.load_state_dict(saved.weights)
        self.optimizer.restore(saved.optimizer)
        if saved.palettes:
            self.palettes = Palettes(self.model, self.options.bits)
            self.palettes.restore(saved.palettes)

    @property
    def progress(self) -> float:
        return self.options.budget.progress(self.state.seconds, self.state.tokens)

    def train(self, folder: Path | None, log: Callable[[dict], None]) -> None:
        """Steps until this run's end; checkpoints go to `folder` while it runs."""
        self.model.train()
        began = saved = time.monotonic()
        steps = 0
        while self.progress < self.options.until and steps < self.options.steps:
            now = time.monotonic()
            if now - began >= self.options.seconds:
                break
            if folder and now - saved >= self.options.save_every:
                self.save(folder)
                saved = time.monotonic()
            log(self.step())
            steps += 1

    def step(self) -> dict:
        """One step; returns what is worth logging."""
        start = time.monotonic()
        progress = self.progress
        stage = schedule.stage(progress)
        torch.manual_seed(self.options.seed * 1_000_003 + self.state.step)
        mixture, packer = self._reading(stage)
        cursor = self.state.cursor(stage)
        self._set_dropout(mixture.epoch(cursor))
        sizes = self.options.sizes[stage]
        batches = [packer.batch(cursor, sizes.rows) for _ in range(sizes.accumulate)]
        weight = sum(float(batch.weights.sum()) for batch in batches)
        self._prepare_palettes(progress)
        entropy = 0.0
        for batch in batches:
            if self.palettes:
                self.palettes.apply()
            with self._autocast():
                objective, own = self._loss(self.model, batch.to(self.device), 1 / weight)
            objective.backward()
            entropy += own.item()
        if self.palettes:
            self.palettes.remove()
        factor = schedule.factor(self.state.step, progress, self.options.rising)
        norm = self.optimizer.step(factor * self.state.rate_factor)
        self._keep_average(progress)
        tokens = sum(int((batch.segments > 0).sum()) for batch in batches)
        took = time.monotonic() - start
        self.state.step += 1
        self.state.tokens += tokens
        self.state.seconds += took
        return {
            "step": self.state.step,
            "stage": stage,
            "progress": round(progress, 6),
            "tokens": self.state.tokens,
            "loss": entropy,
            "norm": norm,
            "factor": factor,
            "tokensPerSecond": tokens / took,
        }

    def _reading(self, stage: str) -> tuple[Mixture, Packer]:
        if stage not in self._packers:
            mixture = Mixture(self.corpus, stage_shares(stage), self.options.seed)
            self._packers[stage] = (mixture, Packer(mixture, stage, self.options.sizes[stage].length))
        return self._packers[stage]

    def _set_dropout(self, epoch: float) -> None:
        wanted = 0.1 if epoch >= DROPOUT_FROM_EPOCH else 0.0
        for block in self.model.model.layers:
            block.dropout = wanted

    def _autocast(self) -> AbstractContextManager:
        cuda = self.device.type == "cuda"
        return torch.autocast("cuda", dtype=torch.bfloat16) if cuda else nullcontext()

    def _prepare_palettes(self, progress: float) -> None:
        """QAT in the second half of `decay`: tables refitted every 200 steps, frozen (and
        activations and cache faked) in its last tenth."""
        if progress < schedule.QAT:
            return
        if self.palettes is None:
            self.palettes = Palettes(self.model, self.options.bits)
            self.palettes.refit()
        elif progress < schedule.FROZEN and self.state.step % REFIT_EVERY == 0:
            self.palettes.refit()
        if progress >= schedule.FROZEN:
            self.palettes.fake_integers()

    @torch.no_grad()
    def _keep_average(self, progress: float) -> None:
        """A moving average of the weights in `decay`: a second candidate, not part of the state."""
        if progress < schedule.MIX:
            return
        for name, parameter in self.model.named_parameters():
            if name in self.average:
                self.average[name].lerp_(parameter, 1 - EMA)
            else:
                self.average[name] = parameter.detach().clone()

    def weights(self) -> dict[str, Tensor]:
        return dict(self.model.state_dict())

    def save(self, folder: Path) -> None:
        palettes = self.palettes.state() if self.palettes else {}
        checkpoint.save(folder, self.state, self.weights(), self.optimizer.state(), palettes)

    def export(self, folder: Path, dtype: torch.dtype = torch.bfloat16) -> None:
        """A Hugging Face folder, with the averaged weights beside it where there are any."""
        checkpoint.export(folder, self.shape, self.weights(), dtype)
        if self.average:
            checkpoint.export(folder / "average", self.shape, self.average, dtype)


def curve(folder: Path) -> Callable[[dict], None]:
    """Appends each step to `loss.jsonl` and prints every fiftieth."""
    folder.mkdir(parents=True, exist_ok=True)

    def log(line: dict) -> None:
        with (folder / "loss.jsonl").open("a") as out:
            out.write(json.dumps(line) + "\n")
        if line["step"] % 50 == 0:
            print(
                f"step {line['step']} {line['stage']} {line['progress']:.3f}"
                f" loss {line['loss']:.3f} {line['tokensPerSecond']:.0f} tokens/s",
                flush=True,
            )

    return log
